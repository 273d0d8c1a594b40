package dev.plimsoll.signer.tuf;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.tuf.Root;
import dev.plimsoll.formats.tuf.Snapshot;
import dev.plimsoll.formats.tuf.Targets;
import dev.plimsoll.formats.tuf.Timestamp;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** How long metadata holds, by role; whole seconds. */
final class Lifetimes {
  private static final Duration OFFLINE = Duration.ofDays(365);
  private static final Duration DELEGATED = Duration.ofDays(90);
  private static final Duration SNAPSHOT = Duration.ofDays(7);
  private static final Duration TIMESTAMP = Duration.ofDays(1);

  /** Bins hold 60 to 90 days: those that were made together are not all due together. */
  private static final Duration BIN_SPREAD = Duration.ofDays(30);

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

  /** Of one version of a bin; the same inputs always give the same time. */
  static Instant binExpiry(String bin, long version, Instant now) {
    ByteBuffer hash = ByteBuffer.wrap(Bytes.ofUtf8(bin + " " + version).digest().bytes());
    long earlier = Integer.toUnsignedLong(hash.getInt()) % BIN_SPREAD.toSeconds();
    return expiry(bin, now).minusSeconds(earlier);
  }

  /** A third of the life or less is left. */
  static boolean due(String role, Instant expires, Instant now) {
    return left(expires, now).compareTo(of(role).dividedBy(3)) <= 0;
  }

  /** So little is left that it cannot wait for a quieter moment: a sixth of the life. */
  static boolean urgent(String role, Instant expires, Instant now) {
    return left(expires, now).compareTo(of(role).dividedBy(6)) <= 0;
  }

  private static Duration left(Instant expires, Instant now) {
    return Duration.between(now, expires);
  }
}
