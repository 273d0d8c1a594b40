package dev.plimsoll.cli.command;

import dev.plimsoll.cli.cancel.Cancellable;
import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.cli.outcome.ExitCode;
import dev.plimsoll.cli.progress.LiveProgress;
import dev.plimsoll.cli.terminal.Context;
import dev.plimsoll.cli.terminal.Table;
import dev.plimsoll.cli.terminal.Table.Ink;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.ImageBuilder;
import dev.plimsoll.image.WorkDirectory;
import dev.plimsoll.image.layer.LayerLimits;
import dev.plimsoll.image.provenance.BuildRecord;
import dev.plimsoll.image.provenance.Place;
import dev.plimsoll.image.provenance.ProvenanceFile;
import dev.plimsoll.image.provenance.Rebuild;
import dev.plimsoll.image.provenance.Rebuild.Compared;
import dev.plimsoll.image.provenance.Rebuild.Outcome;
import dev.plimsoll.image.store.DirectoryContentStore;
import dev.plimsoll.image.tool.Program;
import dev.plimsoll.image.tool.ToolVersions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code plimsoll rebuild --verify IMAGE}: proves that an image is what its provenance says. */
@Command(
    name = "rebuild",
    mixinStandardHelpOptions = true,
    description = {
      "Builds an image again from its provenance, from exactly the inputs that it pins, and compares",
      "every file: with what is recorded, and with the file itself when it lies there."
    },
    footer = {
      "",
      "Exit codes: 0 the same; 1 something differs; 2 wrong arguments; 4 the provenance, or what it",
      "names, cannot be read or got."
    })
public final class RebuildCommand implements Callable<Integer> {
  private final Context context;

  @Parameters(
      paramLabel = "IMAGE",
      description = {
        "NAME.provenance.json, a file of the image beside it, DIR/NAME, an OCI layout (DIR or",
        "oci:DIR[:TAG]), or an image in a registry (docker://HOST/NAME[:TAG])"
      })
  private String image = "";

  @Option(names = "--verify", description = "compare; without it --dir alone is written")
  private boolean verify;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "keep the rebuilt files there (default: nowhere)")
  private Optional<Path> directory = Optional.empty();

  @Option(
      names = "--source",
      paramLabel = "DIR",
      description = "folder of the specification, for local files that the store does not have")
  private Optional<Path> source = Optional.empty();

  @Mixin private final LayerFlags layers = new LayerFlags();

  @Mixin private final TrustFlags trust = new TrustFlags();

  @Mixin private final NetworkFlags network = new NetworkFlags();

  @Mixin private final ProgressFlags progress = new ProgressFlags();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "where fetched packages are kept (default: as for serve)")
  private Optional<Path> data = Optional.empty();

  public RebuildCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, CommandFailure {
    if (!verify && directory.isEmpty()) {
      throw CommandFailure.wrong("rebuild needs --verify, or --dir to write to");
    }
    LayerLimits limits = limits();
    Path state = context.dataDirectory(data);
    DirectoryContentStore store = DirectoryContentStore.open(state.resolve("blobs"));
    Path work = Files.createDirectories(state.resolve("work"));
    try (Cancellable whole = Cancellable.begin(context.terminal().err())) {
      ProvenanceFile provenance = provenance();
      try (WorkDirectory scratch = WorkDirectory.in(work)) {
        return rebuild(provenance, store, limits, work, scratch.path());
      }
    } catch (FormatException e) {
      // nothing of this was written by the user: what was recorded is wrong, or not all there
      throw new CommandFailure(ExitCode.EVIDENCE, String.valueOf(e.getMessage()), e);
    }
  }

  private ProvenanceFile provenance() throws CommandFailure, FormatException, IOException {
    return image.startsWith("docker://") || image.startsWith("oci:")
        ? ProvenanceFile.attached(image, network.options())
        : ProvenanceFile.find(Path.of(image).toAbsolutePath().normalize());
  }

  private LayerLimits limits() throws CommandFailure {
    try {
      return layers.limits();
    } catch (FormatException e) {
      throw new CommandFailure(ExitCode.WRONG, String.valueOf(e.getMessage()), e);
    }
  }

  private int rebuild(
      ProvenanceFile provenance,
      DirectoryContentStore store,
      LayerLimits limits,
      Path work,
      Path scratch)
      throws IOException, CommandFailure, FormatException {
    BuildRecord record = provenance.record();
    warnOfTools(record, scratch);
    Path target =
        directory.isPresent()
            ? directory.get().toAbsolutePath().normalize()
            : scratch.resolve("rebuilt");
    if (provenance.place() instanceof Place.Folder f && target.equals(f.path())) {
      throw CommandFailure.wrong("--dir is the folder of the image itself");
    }
    List<Compared> rows;
    try (LiveProgress shown = progress.open(context)) {
      rows =
          new Rebuild(store, new ImageBuilder(store, work, shown, trust.gate()).within(limits))
              .compare(
                  record,
                  provenance.place(),
                  source.map(s -> s.toAbsolutePath().normalize()),
                  network.options(),
                  scratch,
                  target);
    }
    boolean same = rows.stream().allMatch(r -> r.outcome() == Outcome.SAME);
    print(rows);
    context
        .terminal()
        .out()
        .println(
            same
                ? record.name() + ": all " + rows.size() + " files are the same"
                : record.name() + ": " + firstDifference(rows));
    return same || !verify ? ExitCode.DONE.code() : ExitCode.DENIED.code();
  }

  private void print(List<Compared> rows) {
    Table table = new Table("file", "recorded", "rebuilt", "present", "");
    for (Compared row : rows) {
      boolean good = row.outcome() == Outcome.SAME;
      table.row(
          good ? Ink.GOOD : Ink.BAD,
          row.name(),
          digest(row.recorded()),
          digest(row.rebuilt()),
          digest(row.present()),
          (good ? "same" : "DIFFERS") + (row.words().isEmpty() ? "" : ": " + row.words()));
    }
    context.terminal().out().print(table.render(context.terminal().paint()));
  }

  private static String firstDifference(List<Compared> rows) {
    Compared first =
        rows.stream().filter(r -> r.outcome() == Outcome.DIFFERS).findFirst().orElseThrow();
    return first.name() + " " + first.words();
  }

  private static String digest(Optional<Digest> digest) {
    return digest.map(d -> d.hex().substring(0, 12)).orElse("-");
  }

  /** Other versions may well write the same bytes, so this is no failure by itself. */
  private void warnOfTools(BuildRecord record, Path scratch) throws IOException {
    SortedMap<String, String> here =
        ToolVersions.of(
            Arrays.stream(Program.values())
                .filter(p -> record.tools().containsKey(p.command()))
                .collect(Collectors.toSet()),
            scratch);
    for (Map.Entry<String, String> tool : record.tools().entrySet()) {
      Optional<String> version = Optional.ofNullable(here.get(tool.getKey()));
      if (version.isPresent() && !version.get().equals(tool.getValue())) {
        context
            .terminal()
            .err()
            .println(
                tool.getKey() + " is " + version.get() + " here, the build had " + tool.getValue());
      }
    }
  }
}
