package dev.plimsoll.cli.command;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.cli.terminal.Context;
import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.boot.ReleaseStatement;
import dev.plimsoll.image.BuildRequest;
import dev.plimsoll.image.BuildRequest.BootAgent;
import dev.plimsoll.image.BuildRequest.LockMode;
import dev.plimsoll.image.BuildRequest.Spec;
import dev.plimsoll.image.BuiltImage;
import dev.plimsoll.image.ImageBuilder;
import dev.plimsoll.image.store.DirectoryContentStore;
import dev.plimsoll.server.WorkspaceConfig.AgentFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code plimsoll build YAML…}: the build alone, into files; nothing is judged or signed. */
@Command(
    name = "build",
    mixinStandardHelpOptions = true,
    description = {
      "Builds an image into files: NAME-kernel, NAME-initrd.img, NAME-cmdline, NAME-root.img,",
      "NAME-manifest.json, or the OCI layout NAME-oci. Prints the image's digest. Nothing is judged,",
      "signed or published."
    },
    footer = {
      "",
      "Exit codes: 0 built; 2 the specification is wrong; 4 a source cannot be fetched or written."
    })
public final class BuildCommand implements Callable<Integer> {
  private final Context context;

  @Parameters(arity = "1..*", paramLabel = "YAML", description = "specifications, in merge order")
  private List<Path> files = List.of();

  @Option(names = "--name", paramLabel = "NAME", description = "(default: the first YAML's)")
  private Optional<String> name = Optional.empty();

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "where to write (default: the working directory)")
  private Path directory = Path.of("");

  @Option(
      names = "--format",
      split = ",",
      paramLabel = "F",
      description =
          "kernel+initrd, root, manifest, oci; several with commas (default: all but oci)")
  private List<String> formats = List.of("kernel+initrd", "root", "manifest");

  @Option(
      names = "--lock",
      paramLabel = "FILE",
      description = "(default: plimsoll.lock beside the first YAML)")
  private Optional<Path> lock = Optional.empty();

  @Option(names = "--update", description = "refresh every entry of the lock file")
  private boolean update;

  @Option(names = "--locked", description = "refuse what the lock file does not have")
  private boolean locked;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "where fetched packages are kept (default: as for serve)")
  private Optional<Path> data = Optional.empty();

  @ArgGroup(exclusive = false, heading = "With a boot agent (all three, or none):%n")
  private Pins pins = new Pins();

  /** What the boot agent trusts; without it stage 1 opens the command line's root hash. */
  static final class Pins {
    @Option(names = "--verdict-keys", required = true, paramLabel = "FILE", description = "PEM")
    private Optional<Path> verdictKeys = Optional.empty();

    @Option(names = "--release-keys", required = true, paramLabel = "FILE", description = "PEM")
    private Optional<Path> releaseKeys = Optional.empty();

    @Option(names = "--role", required = true, paramLabel = "ROLE", description = "host role")
    private Optional<String> role = Optional.empty();
  }

  public BuildCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, CommandFailure, FormatException {
    Set<BuildOutput> outputs = outputs();
    SpecFile first = new SpecFile(files.getFirst());
    List<Spec> specs = new ArrayList<>();
    for (Path file : files) {
      specs.add(new Spec(file.toString(), Bytes.ofUtf8(new SpecFile(file).text())));
    }
    Path state = context.dataDirectory(data);
    DirectoryContentStore store = DirectoryContentStore.open(state.resolve("blobs"));
    String stem = name.orElseGet(first::stem);
    BuiltImage image =
        new ImageBuilder(store, state.resolve("work"))
            .build(
                new BuildRequest(
                    stem,
                    specs,
                    first.folder(),
                    lock.orElseGet(() -> first.folder().resolve("plimsoll.lock")),
                    mode(),
                    agent()));
    Path target = directory.toAbsolutePath().normalize();
    Files.createDirectories(target);
    for (BuildOutput output : outputs) {
      for (Path written : output.write(image, store, target)) {
        context.terminal().err().println(written);
      }
    }
    context.terminal().out().println(image.digest());
    return 0;
  }

  private Set<BuildOutput> outputs() throws CommandFailure {
    Set<BuildOutput> outputs = EnumSet.noneOf(BuildOutput.class);
    for (String format : formats) {
      outputs.add(BuildOutput.of(format));
    }
    return outputs;
  }

  private LockMode mode() throws CommandFailure {
    if (update && locked) {
      throw CommandFailure.wrong("--update and --locked exclude each other");
    }
    return update ? LockMode.UPDATE : locked ? LockMode.LOCKED : LockMode.ADD;
  }

  private Optional<BootAgent> agent() throws IOException, CommandFailure {
    if (pins.verdictKeys.isEmpty() || pins.releaseKeys.isEmpty() || pins.role.isEmpty()) {
      return Optional.empty();
    }
    String role = pins.role.get();
    if (!ReleaseStatement.ROLE.matcher(role).matches()) {
      throw CommandFailure.wrong(
          "--role is " + FormatException.quote(role) + ", wanted " + ReleaseStatement.ROLE);
    }
    AgentFiles agent = BootAgentFiles.require(context);
    return Optional.of(
        new BootAgent(
            bytes(agent.program()),
            bytes(agent.initScript()),
            bytes(pins.verdictKeys.get()),
            bytes(pins.releaseKeys.get()),
            role));
  }

  private static Bytes bytes(Path file) throws IOException {
    return Bytes.copyOf(Files.readAllBytes(file));
  }
}
