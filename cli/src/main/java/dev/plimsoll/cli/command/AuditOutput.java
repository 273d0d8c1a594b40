package dev.plimsoll.cli.command;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.cli.terminal.AuditTable;
import dev.plimsoll.cli.terminal.Context;
import dev.plimsoll.policy.AuditReport;
import dev.plimsoll.policy.Finding;
import dev.plimsoll.policy.Status;
import dev.plimsoll.policy.Verdict;
import java.util.List;
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
        context.terminal().out().println(only(report, statuses).encode().utf8());
      }
    }
  };

  /** Answers on stdout; {@code statuses} filters findings, none of them: all. */
  abstract void print(List<AuditReport> reports, Set<Status> statuses, Context context)
      throws CommandFailure;

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
