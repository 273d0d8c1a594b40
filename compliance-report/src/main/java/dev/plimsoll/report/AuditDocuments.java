package dev.plimsoll.report;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.PlimsollVersion;
import dev.plimsoll.policy.AuditReport;
import dev.plimsoll.policy.Verdict.Decision;
import dev.plimsoll.report.RunEvidence.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Audits without a run, in the forms of a run's report: one document for all subjects. */
public final class AuditDocuments {
  private AuditDocuments() {}

  /**
   * One document.
   *
   * @param reports at least one
   * @param id of the document
   * @param now when the audits were made
   */
  public static Bytes render(List<AuditReport> reports, UUID id, Instant now, ReportFormat format) {
    RunEvidence.Builder evidence =
        RunEvidence.builder(
                id,
                PlimsollVersion.CURRENT,
                new RunEvidence.Image(reports.getFirst().subject(), Optional.empty()))
            .period(now, now);
    boolean allowed = true;
    for (AuditReport report : reports) {
      allowed &= report.verdict().decision() == Decision.ALLOW;
      evidence.audit(report);
    }
    evidence.ended(allowed ? Outcome.PUBLISHED : Outcome.REJECTED, "");
    return Reports.render(evidence.build(), format);
  }
}
