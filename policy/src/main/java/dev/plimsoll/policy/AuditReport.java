package dev.plimsoll.policy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import java.util.function.Predicate;

/**
 * A verdict with what it is about, in the JSON form that is stored as evidence and that {@code
 * plimsoll audit --output json} prints: {@code
 * {schemaVersion,subject,policies[{name,version,digest,mode}],verdict,counts,notAssessed,findings[]}}.
 *
 * @param subject what was judged, e.g. an image digest or a file name
 */
public record AuditReport(String subject, Verdict verdict) {
  /** The version that {@link #encode} writes and {@link #parse} accepts. */
  public static final String SCHEMA_VERSION = "1";

  /** Indented JSON with a final newline; the same report always gives the same bytes. */
  public Bytes encode() {
    return AuditReportJson.encode(this, f -> true);
  }

  /** Like {@link #encode} with only the findings that {@code wanted} keeps; counts stay whole. */
  public Bytes encode(Predicate<Finding> wanted) {
    return AuditReportJson.encode(this, wanted);
  }

  /** With only the findings that {@code wanted} keeps; the decision stays that of all. */
  public AuditReport keep(Predicate<Finding> wanted) {
    return new AuditReport(
        subject,
        new Verdict(
            verdict.decision(),
            verdict.policies(),
            verdict.findings().stream().filter(wanted).toList(),
            verdict.notAssessed()));
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @param what names the text in messages
   * @throws FormatException also when the verdict is not the one that the findings add up to
   */
  public static AuditReport parse(String what, Bytes text) throws FormatException {
    return AuditReportJson.parse(what, text);
  }
}
