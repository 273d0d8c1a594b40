package dev.plimsoll.policy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;

/**
 * A verdict with what it is about, in the JSON form that is stored as evidence and that {@code
 * plimsoll audit --output json} prints: {@code
 * {schemaVersion,subject,policies[{name,version,digest,mode}],verdict,counts,notAssessed,findings[]}}.
 *
 * @param subject what was judged, e.g. an image digest or a file name
 */
public record AuditReport(String subject, Verdict verdict) {
  public Bytes encode() {
    throw new UnsupportedOperationException();
  }

  public static AuditReport parse(String what, Bytes text) throws FormatException {
    throw new UnsupportedOperationException();
  }
}
