package dev.plimsoll.cli.command;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.cli.service.Connection;
import dev.plimsoll.cli.service.ReportFiles;
import dev.plimsoll.cli.terminal.Context;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.pipeline.RunId;
import dev.plimsoll.report.ReportFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code plimsoll report RUN}: writes the compliance report of a run, from stored evidence. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = "Writes the compliance report of a run; prints the paths.",
    footer = {"", "Exit codes: 0 written; 2 no such run; 4 cannot be fetched or written."})
public final class ReportCommand implements Callable<Integer> {
  private final Context context;

  @Parameters(paramLabel = "RUN", description = "the run's id")
  private String run = "";

  @Option(
      names = "--format",
      split = ",",
      paramLabel = "F",
      description = "${COMPLETION-CANDIDATES}; several with commas (default: ${DEFAULT-VALUE})")
  private List<ReportKind> formats = List.of(ReportKind.html);

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "where to write (default: the working directory)")
  private Path directory = Path.of("");

  @Mixin private final ConnectOptions connect = new ConnectOptions();

  public ReportCommand(Context context) {
    this.context = context;
  }

  /** Constants are what the user writes. */
  enum ReportKind {
    html(ReportFormat.HTML),
    oscal(ReportFormat.OSCAL),
    sarif(ReportFormat.SARIF),
    junit(ReportFormat.JUNIT),
    csv(ReportFormat.CSV);

    private final ReportFormat format;

    ReportKind(ReportFormat format) {
      this.format = format;
    }
  }

  @Override
  public Integer call() throws IOException, CommandFailure, FormatException {
    RunId id = RunId.parse(run);
    try (Connection connection = connect.connect(context)) {
      ReportFiles files = new ReportFiles(connection.client(), directory);
      for (ReportKind kind : formats) {
        context.terminal().out().println(files.write(id.toString(), kind.format.extension()));
      }
    }
    return 0;
  }
}
