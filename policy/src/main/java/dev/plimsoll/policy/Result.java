package dev.plimsoll.policy;

import java.util.Locale;

/** What the gate counts. */
public enum Result {
  PASS,
  FAIL,
  WARN,
  ERROR,
  SKIP,
  WAIVED;

  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The result of {@code status} under {@code mode}; SUPERSEDED takes its successor's instead. */
  public static Result of(Status status, Mode mode) {
    return switch (status) {
      case PASS, SUPERSEDED -> PASS;
      case FAIL, UNAVAILABLE, BLOCKED -> mode == Mode.ENFORCE ? FAIL : WARN;
      case NOT_APPLICABLE -> SKIP;
      case WAIVED -> WAIVED;
      case UNKNOWN -> ERROR;
    };
  }
}
