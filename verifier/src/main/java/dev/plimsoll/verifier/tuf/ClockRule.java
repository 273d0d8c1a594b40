package dev.plimsoll.verifier.tuf;

/** What a client makes of a clock that is earlier than at its last update. */
public enum ClockRule {
  /** Takes the time it is given. */
  AS_GIVEN,
  /** Refuses: who turns a clock back makes expired metadata good again (an indefinite freeze). */
  NEVER_BACK
}
