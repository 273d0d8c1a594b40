package dev.plimsoll.signer.tuf;

import dev.plimsoll.formats.tuf.Root;
import dev.plimsoll.formats.tuf.Snapshot;
import dev.plimsoll.formats.tuf.Targets;
import dev.plimsoll.formats.tuf.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** How long metadata holds, by role; whole seconds. */
final class Lifetimes {
  private static final Duration OFFLINE = Duration.ofDays(365);
  private static final Duration DELEGATED = Duration.ofDays(90);
  private static final Duration SNAPSHOT = Duration.ofDays(7);
  private static final Duration TIMESTAMP = Duration.ofDays(1);

  private Lifetimes() {}

  static Duration of(String role) {
    return switch (role) {
      case Root.TYPE, Targets.TYPE -> OFFLINE;
      case Snapshot.TYPE -> SNAPSHOT;
      case Timestamp.TYPE -> TIMESTAMP;
      default -> DELEGATED;
    };
  }

  static Instant expiry(String role, Instant now) {
    return now.truncatedTo(ChronoUnit.SECONDS).plus(of(role));
  }

  /** A third of the life or less is left. */
  static boolean due(String role, Instant expires, Instant now) {
    return !Duration.between(now, expires).minus(of(role).dividedBy(3)).isPositive();
  }
}
