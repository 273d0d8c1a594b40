package dev.plimsoll.cli.command;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.cli.progress.LiveProgress;
import dev.plimsoll.cli.terminal.Context;
import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.boot.ReleaseStatement;
import dev.plimsoll.image.BuildRequest;
import dev.plimsoll.image.BuildRequest.BootAgent;
import dev.plimsoll.image.BuiltImage;
import dev.plimsoll.image.ImageBuilder;
import dev.plimsoll.image.store.DirectoryContentStore;
import dev.plimsoll.server.WorkspaceConfig.AgentFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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

  @Mixin private final SpecArguments specs = new SpecArguments();

  @Mixin private final SourceFlags sources = new SourceFlags();

  @Mixin private final ProgressFlags progress = new ProgressFlags();

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
    Path state = context.dataDirectory(data);
    DirectoryContentStore store = DirectoryContentStore.open(state.resolve("blobs"));
    BuiltImage image;
    try (LiveProgress shown = progress.open(context)) {
      image =
          new ImageBuilder(store, state.resolve("work"), shown)
              .build(
                  new BuildRequest(
                      specs.name(),
                      specs.read(),
                      specs.folder(),
                      sources.lockFile(specs.folder()),
                      sources.lockMode(),
                      agent()));
    }
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
