package dev.plimsoll.cli.progress;

import dev.plimsoll.image.progress.Progress.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One task of a build as it stands. Its bytes may be counted by one thread while another reads
 * them.
 */
final class TaskState {
  /** How a task ended. */
  enum Outcome {
    DONE,
    /** Failed, or cancelled. */
    FAILED;

    String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final long id;
  private final Kind kind;
  private final String what;
  private final OptionalLong total;
  private final Instant begun;
  private final AtomicLong bytes = new AtomicLong();
  private final Rate rate;

  TaskState(long id, Kind kind, String what, OptionalLong total, Instant begun) {
    this.id = id;
    this.kind = kind;
    this.what = printable(what);
    this.total = total;
    this.begun = begun;
    this.rate = new Rate(begun);
  }

  /** A name out of a specification must not steer the terminal. */
  private static String printable(String text) {
    return text.codePoints()
        .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  void add(long more) {
    bytes.addAndGet(more);
  }

  /** Takes a sample for {@link #bytesPerSecond}. */
  void sample(Instant now) {
    rate.sample(now, bytes.get());
  }

  /** Counted from 1 in a build: names may be equal. */
  long id() {
    return id;
  }

  String kind() {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  String what() {
    return what;
  }

  OptionalLong total() {
    return total;
  }

  long bytes() {
    return bytes.get();
  }

  Duration runs(Instant now) {
    Duration d = Duration.between(begun, now);
    return d.isNegative() ? Duration.ZERO : d;
  }

  /** Of the last few seconds; 0 when nothing moved. */
  long bytesPerSecond() {
    return rate.bytesPerSecond();
  }

  /** What is left at the present rate; empty where the total is unknown or nothing moves. */
  Optional<Duration> remaining() {
    long speed = bytesPerSecond();
    if (total.isEmpty() || speed == 0) {
      return Optional.empty();
    }
    return Optional.of(Duration.ofSeconds(Math.max(0, total.getAsLong() - bytes()) / speed));
  }
}
