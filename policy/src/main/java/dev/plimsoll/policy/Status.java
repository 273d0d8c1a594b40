package dev.plimsoll.policy;

/** What was seen when a rule met its subject. */
public enum Status {
  PASS,
  FAIL,
  /** The option was renamed: the finding names the successor and carries its result. */
  SUPERSEDED,
  /** This kernel version does not have the option. */
  UNAVAILABLE,
  NOT_APPLICABLE,
  /** A dependency or a {@code select} decides, not the configuration. */
  BLOCKED,
  WAIVED,
  /** Could not be evaluated; never a pass. */
  UNKNOWN
}
