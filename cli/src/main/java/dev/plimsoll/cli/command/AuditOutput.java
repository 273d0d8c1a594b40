package dev.plimsoll.cli.command;

import dev.plimsoll.cli.terminal.AuditTable;
import dev.plimsoll.cli.terminal.Context;
import dev.plimsoll.formats.PlimsollVersion;
import dev.plimsoll.pipeline.RunId;
import dev.plimsoll.policy.AuditReport;
import dev.plimsoll.policy.Finding;
import dev.plimsoll.policy.Status;
import dev.plimsoll.policy.Verdict;
import dev.plimsoll.policy.Verdict.Decision;
import dev.plimsoll.report.ReportFormat;
import dev.plimsoll.report.Reports;
import dev.plimsoll.report.RunEvidence;
import dev.plimsoll.report.RunEvidence.Outcome;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** How an audit is printed. Constants are what the user writes. */
enum AuditOutput {
  table {
    @Override
    void print(List<AuditReport> reports, Set<Status> statuses, Context context) {
      for (AuditReport report : reports) {
        context
            .terminal()
            .out()
            .print(AuditTable.render(report, statuses, context.terminal().paint()));
      }
    }
  },
  json {
    @Override
    void print(List<AuditReport> reports, Set<Status> statuses, Context context) {
      for (AuditReport report : reports) {
        context.terminal().out().println(only(report, statuses).encode().utf8().strip());
      }
    }
  },
  sarif {
    @Override
    void print(List<AuditReport> reports, Set<Status> statuses, Context context) {
      render(reports, statuses, context, ReportFormat.SARIF);
    }
  },
  junit {
    @Override
    void print(List<AuditReport> reports, Set<Status> statuses, Context context) {
      render(reports, statuses, context, ReportFormat.JUNIT);
    }
  };

  /** An audit without a run, in the form of a run's report: one document for all subjects. */
  private static void render(
      List<AuditReport> reports, Set<Status> statuses, Context context, ReportFormat format) {
    Instant now = context.time().instant();
    RunEvidence.Builder evidence =
        RunEvidence.builder(
                RunId.next(now, new SecureRandom()).value(),
                PlimsollVersion.CURRENT,
                new RunEvidence.Image(reports.getFirst().subject(), Optional.empty()))
            .period(now, now);
    boolean allowed = true;
    for (AuditReport report : reports) {
      allowed &= report.verdict().decision() == Decision.ALLOW;
      evidence.audit(only(report, statuses));
    }
    evidence.ended(allowed ? Outcome.PUBLISHED : Outcome.REJECTED, "");
    context.terminal().out().println(Reports.render(evidence.build(), format).utf8().strip());
  }

  /** Answers on stdout; {@code statuses} filters findings, none of them: all. */
  abstract void print(List<AuditReport> reports, Set<Status> statuses, Context context);

  /** The verdict and its counts stay those of all findings. */
  static AuditReport only(AuditReport report, Set<Status> statuses) {
    if (statuses.isEmpty()) {
      return report;
    }
    Verdict verdict = report.verdict();
    List<Finding> kept =
        verdict.findings().stream().filter(f -> statuses.contains(f.status())).toList();
    return new AuditReport(
        report.subject(),
        new Verdict(verdict.decision(), verdict.policies(), kept, verdict.notAssessed()));
  }
}
