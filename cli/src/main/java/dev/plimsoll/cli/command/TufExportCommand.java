package dev.plimsoll.cli.command;

import dev.plimsoll.cli.ceremony.Export;
import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.cli.outcome.ExitCode;
import dev.plimsoll.cli.terminal.Context;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.verifier.tuf.TufException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code plimsoll tuf export}: for mirrors without a network. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = {
      "Copies the published repository to metadata/ and targets/ of a folder that any static server",
      "or USB stick carries, and verifies it as a client would. May run beside the service; run",
      "again, it copies only what is new."
    },
    footer = {"", "Exit codes: 0 copied; 4 nothing is published, or it does not verify."})
public final class TufExportCommand implements Callable<Integer> {
  private final Context context;

  @Option(names = "--to", required = true, paramLabel = "DIR", description = "made if missing")
  private Path to = Path.of("");

  @Option(
      names = "--metadata-only",
      description = "leave out the targets' bytes: image manifests, verdicts, layers")
  private boolean metadataOnly = false;

  @Mixin private final ConnectOptions connect = new ConnectOptions();

  public TufExportCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, CommandFailure, FormatException {
    Path data = connect.data(context);
    Path metadata = data.resolve("tuf").resolve("metadata");
    if (connect.elsewhere()) {
      throw CommandFailure.wrong("\"tuf export\" reads a directory: --data, not --server");
    }
    if (!Files.exists(metadata.resolve("timestamp.json"))) {
      throw CommandFailure.evidence("nothing is published in " + data);
    }
    try {
      Export.Sum sum =
          new Export(metadata, data.resolve("blobs").resolve("sha256"), to)
              .run(!metadataOnly, context.time().instant());
      context
          .terminal()
          .out()
          .println(sum.metadataFiles() + " metadata files, " + sum.targets() + " targets in " + to);
      return 0;
    } catch (TufException e) {
      throw new CommandFailure(
          ExitCode.EVIDENCE,
          "what is published in " + data + " does not verify: " + e.getMessage(),
          e);
    }
  }
}
