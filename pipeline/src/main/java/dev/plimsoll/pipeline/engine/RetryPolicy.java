package dev.plimsoll.pipeline.engine;

import java.time.Duration;

/**
 * How often something that failed from outside causes is done again.
 *
 * @param attempts all in all, at least 1
 * @param first pause before the second attempt; each further pause is twice as long
 * @param longest limit of a pause
 */
public record RetryPolicy(int attempts, Duration first, Duration longest) {
  /** Three attempts, 1 s and 2 s apart. */
  public static final RetryPolicy DEFAULT =
      new RetryPolicy(3, Duration.ofSeconds(1), Duration.ofSeconds(30));

  public RetryPolicy {
    if (attempts < 1) {
      throw new IllegalArgumentException("attempts " + attempts);
    }
  }

  /** The pause after the {@code failures}th failure, counted from 1. */
  Duration pauseAfter(int failures) {
    Duration pause = first.multipliedBy(1L << Math.min(failures - 1, 20));
    return pause.compareTo(longest) > 0 ? longest : pause;
  }

  /** Waits; replaced in tests. */
  @FunctionalInterface
  public interface Pause {
    void sleep(Duration duration) throws InterruptedException;
  }
}
