package dev.plimsoll.cli.progress;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** Bytes a second over the last samples, at most {@link #SAMPLES} of them. Used by one thread. */
final class Rate {
  static final int SAMPLES = 50;

  private record Sample(Instant at, long bytes) {}

  private final Deque<Sample> samples = new ArrayDeque<>();

  Rate(Instant begun) {
    samples.add(new Sample(begun, 0));
  }

  void sample(Instant now, long bytes) {
    samples.addLast(new Sample(now, bytes));
    if (samples.size() > SAMPLES) {
      samples.removeFirst();
    }
  }

  long bytesPerSecond() {
    Sample first = samples.getFirst();
    Sample last = samples.getLast();
    long millis = Duration.between(first.at, last.at).toMillis();
    // a clock that was set back gives no rate rather than a wrong one
    return millis <= 0 ? 0 : (last.bytes - first.bytes) * 1000 / millis;
  }
}
