package dev.plimsoll.kernel.audit;

import dev.plimsoll.policy.Status;

/**
 * What one leaf of a check showed.
 *
 * @param met whether the leaf has what it wants
 * @param status for a finding, when the leaf decides it alone; SUPERSEDED may be met or not
 * @param observed the value; empty when absent
 * @param where {@code file:line}, {@code file:line:column}, {@code absent}, or {@code absent,
 *     default y}
 * @param note what the value alone does not say; empty for the plain case
 * @param fix what to do, when it is known better than the rule's author can; else empty
 */
record Observation(
    Truth met, Status status, String observed, String where, String note, String fix) {
  static final String ABSENT = "absent";

  Observation(Truth met, Status status, String observed, String where, String note) {
    this(met, status, observed, where, note, "");
  }

  static Observation plain(boolean met, String observed, String where) {
    return new Observation(Truth.of(met), met ? Status.PASS : Status.FAIL, observed, where, "");
  }

  static Observation unknown(String observed, String where, String note) {
    return new Observation(Truth.UNKNOWN, Status.UNKNOWN, observed, where, note);
  }
}
