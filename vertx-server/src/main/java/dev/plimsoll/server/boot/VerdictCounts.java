package dev.plimsoll.server.boot;

import dev.plimsoll.formats.boot.BootVerdict.Decision;
import java.util.concurrent.atomic.LongAdder;

/** Counters of the boot path since the start of the process. Thread-safe. */
public final class VerdictCounts {
  private final LongAdder allowed = new LongAdder();
  private final LongAdder denied = new LongAdder();
  private final LongAdder malformed = new LongAdder();
  private final LongAdder turnedAway = new LongAdder();

  void count(Decision decision) {
    switch (decision) {
      case ALLOW -> allowed.increment();
      case DENY -> denied.increment();
    }
  }

  void countMalformed() {
    malformed.increment();
  }

  void countTurnedAway() {
    turnedAway.increment();
  }

  public long allowed() {
    return allowed.sum();
  }

  public long denied() {
    return denied.sum();
  }

  /** Questions that were not understood. */
  public long malformed() {
    return malformed.sum();
  }

  /** Requests answered with 429 or 503. */
  public long turnedAway() {
    return turnedAway.sum();
  }
}
