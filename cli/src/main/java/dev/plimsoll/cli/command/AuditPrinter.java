package dev.plimsoll.cli.command;

import dev.plimsoll.cli.terminal.AuditTable;
import dev.plimsoll.cli.terminal.Context;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonWriter;
import dev.plimsoll.pipeline.RunId;
import dev.plimsoll.policy.AuditReport;
import dev.plimsoll.policy.AuditReportWriter;
import dev.plimsoll.policy.Finding;
import dev.plimsoll.policy.Policy;
import dev.plimsoll.policy.Status;
import dev.plimsoll.report.AuditDocuments;
import dev.plimsoll.report.KhcReport;
import dev.plimsoll.report.ReportFormat;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Answers on stdout, each subject as soon as it is judged where the form allows: JSON is one
 * indented document for one subject, and a line for each of many; SARIF and JUnit are one document
 * for all.
 */
final class AuditPrinter {
  private final AuditReportWriter writer = new AuditReportWriter();
  private final Context context;
  private final AuditOutput output;
  private final Set<Status> statuses;
  private final List<Policy> policies;
  private final boolean many;
  private final List<AuditReport> kept = new ArrayList<>();

  /**
   * Prints nothing yet.
   *
   * @param statuses findings to show; none: all
   * @param subjects how many there will be
   */
  AuditPrinter(
      Context context,
      AuditOutput output,
      Set<Status> statuses,
      List<Policy> policies,
      int subjects) {
    this.context = context;
    this.output = output;
    this.statuses = statuses;
    this.policies = policies;
    this.many = subjects > 1;
  }

  void print(AuditReport report) {
    switch (output) {
      case TABLE ->
          context
              .terminal()
              .out()
              .print(AuditTable.render(report, statuses, context.terminal().paint()));
      case JSON ->
          line((many ? writer.line(report, this::wanted) : report.encode(this::wanted)).utf8());
      case KHC_JSON ->
          line(JsonWriter.compact(KhcReport.of(report.keep(this::wanted), policies)).utf8());
      case SARIF, JUNIT -> kept.add(report.keep(this::wanted));
    }
  }

  /** A subject that could not be judged: among many JSON documents a document, too. */
  void printBad(String subject, String problem) {
    if (output == AuditOutput.JSON && many) {
      line(
          JsonWriter.compact(
                  JsonObject.builder()
                      .put("schemaVersion", AuditReport.SCHEMA_VERSION)
                      .put("subject", subject)
                      .put("problem", problem)
                      .build())
              .utf8());
    }
  }

  void end() {
    if (!kept.isEmpty()) {
      Instant now = context.time().instant();
      line(
          AuditDocuments.render(
                  kept,
                  RunId.next(now, new SecureRandom()).value(),
                  now,
                  output == AuditOutput.SARIF ? ReportFormat.SARIF : ReportFormat.JUNIT)
              .utf8());
    }
  }

  private void line(String text) {
    context.terminal().out().println(text.strip());
  }

  private boolean wanted(Finding finding) {
    return statuses.isEmpty() || statuses.contains(finding.status());
  }
}
