package dev.plimsoll.cli.command;

import dev.plimsoll.cli.cancel.Cancellable;
import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.cli.progress.LiveProgress;
import dev.plimsoll.cli.terminal.Context;
import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.SourcePosition;
import dev.plimsoll.formats.boot.ReleaseStatement;
import dev.plimsoll.image.Architecture;
import dev.plimsoll.image.BuildRequest;
import dev.plimsoll.image.BuildRequest.BootAgent;
import dev.plimsoll.image.ImageBuilder;
import dev.plimsoll.image.LocalAccess;
import dev.plimsoll.image.output.InitramfsCompression;
import dev.plimsoll.image.output.InitramfsOptions;
import dev.plimsoll.image.output.LostXattrs;
import dev.plimsoll.image.output.Output;
import dev.plimsoll.image.output.Outputs;
import dev.plimsoll.image.output.RegistryOutput;
import dev.plimsoll.image.output.WrittenFile;
import dev.plimsoll.image.provenance.BuildOutputs;
import dev.plimsoll.image.provenance.PushedProvenance;
import dev.plimsoll.image.provenance.RecordedTags;
import dev.plimsoll.image.source.OciPusher;
import dev.plimsoll.image.source.Reference;
import dev.plimsoll.image.spec.Located;
import dev.plimsoll.image.store.DirectoryContentStore;
import dev.plimsoll.server.WorkspaceConfig.AgentFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
      "Builds an image into files NAME… of a folder, in one or several formats at once. All files",
      "get their names together at the end. Prints a line for each: digest, bytes, path. Nothing is",
      "judged or signed."
    },
    footer = {
      "",
      "Exit codes: 0 built; 2 the specification is wrong; 4 a source cannot be fetched, or an output",
      "cannot be written."
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
          "tar, docker, kernel+initrd, tar-kernel-initrd, kernel+squashfs, kernel+erofs, verity, oci;"
              + " several with commas (default: kernel+initrd)")
  private List<String> formats = List.of();

  @Option(
      names = "--push",
      paramLabel = "REF",
      description = {
        "push the image that \"oci\" writes to a registry, e.g. registry.example/app:1; alone, or",
        "beside formats; prints digest and name"
      })
  private Optional<String> push = Optional.empty();

  @Option(
      names = "--arch",
      paramLabel = "A",
      description = "amd64, arm64, riscv64 (default: amd64)")
  private String architecture = Architecture.AMD64.wire();

  @Option(
      names = "--compress",
      paramLabel = "C",
      description = "of an initramfs: zstd, zstd-19, gzip (default: zstd)")
  private String compression = InitramfsCompression.ZSTD.wire();

  @Option(
      names = "--drop-xattrs",
      description = {
        "write an initramfs without the extended attributes that it cannot carry, file",
        "capabilities among them (default: refuse, naming the file)"
      })
  private boolean dropXattrs;

  @Option(
      names = "--no-provenance",
      description = "do not write NAME.provenance.json, which \"rebuild --verify\" reads")
  private boolean noProvenance;

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
    if (specs.dryRun()) {
      context.terminal().out().print(specs.merged().toYaml().utf8());
      return 0;
    }
    Path state = context.dataDirectory(data);
    DirectoryContentStore store = DirectoryContentStore.open(state.resolve("blobs"));
    LocalAccess access = specs.access();
    RecordedTags tags = new RecordedTags(access.packages());
    List<Output> outputs = outputs(store, tags);
    BuildRequest request = request(new LocalAccess(access.home(), tags));
    Path target = directory.toAbsolutePath().normalize();
    List<WrittenFile> written;
    try (Cancellable work = Cancellable.begin(context.terminal().err());
        LiveProgress shown = progress.open(context)) {
      written =
          new ImageBuilder(store, state.resolve("work"), shown, sources.gate())
              .within(sources.layerLimits())
              .write(request, outputs, target);
    }
    for (WrittenFile file : written) {
      context
          .terminal()
          .out()
          .println(file.content().digest() + " " + file.content().size() + " " + file.path());
    }
    return 0;
  }

  private List<Output> outputs(DirectoryContentStore store, RecordedTags tags)
      throws CommandFailure, FormatException {
    List<String> chosen = formats.isEmpty() && push.isEmpty() ? Outputs.DEFAULT_FORMATS : formats;
    List<Output> outputs =
        new ArrayList<>(
            noProvenance || chosen.isEmpty()
                ? BuildOutputs.of(store, initramfs()).select(chosen)
                : BuildOutputs.withProvenance(store, initramfs(), chosen, tags));
    if (push.isPresent()) {
      Located<String> where = new Located<>(push.get(), new SourcePosition("--push", 1, 1));
      if (!(Reference.parse(where) instanceof Reference.Registry registry)) {
        throw CommandFailure.wrong(
            "--push is " + FormatException.quote(push.get()) + ", wanted HOST/NAME[:TAG]");
      }
      PushedProvenance provenance =
          new PushedProvenance(
              store, initramfs(), outputs.stream().map(Output::format).toList(), tags);
      OciPusher pusher = new OciPusher(sources.options());
      outputs.add(
          new RegistryOutput(
              store,
              initramfs(),
              image -> {
                pusher.push(registry, image.digest(), store);
                if (!noProvenance) {
                  Digest referrer = provenance.of(image).digest();
                  pusher.push(
                      new Reference.Registry(
                          registry.host(),
                          registry.repository(),
                          Optional.empty(),
                          Optional.of(referrer)),
                      referrer,
                      store);
                }
                context.terminal().out().println(image.digest() + " " + registry.text());
              }));
    }
    return outputs;
  }

  private InitramfsOptions initramfs() throws FormatException {
    return new InitramfsOptions(
        InitramfsCompression.of(compression), dropXattrs ? LostXattrs.DROP : LostXattrs.REFUSE);
  }

  private BuildRequest request(LocalAccess access)
      throws IOException, CommandFailure, FormatException {
    return new BuildRequest(
        specs.name(),
        specs.read(),
        specs.folder(),
        sources.lockFile(specs.folder()),
        sources.lockMode(),
        agent(),
        Architecture.of(architecture),
        sources.options(),
        access);
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
