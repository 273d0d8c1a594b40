package dev.plimsoll.image.registry;

import java.time.Duration;

/**
 * What a registry may cost.
 *
 * @param connect until a connection stands
 * @param answer until the head of an answer is there
 * @param stall without a byte of a body
 * @param maxDocument bytes of a manifest, index, token or bundle list
 * @param minBytesPerSecond of a blob on average, after the first minute
 * @param attempts for one request, or for one mebibyte of a blob
 * @param connectionsPerHost at a time
 * @param maxRetryAfter longest wait that a busy registry may ask for
 */
public record RegistryLimits(
    Duration connect,
    Duration answer,
    Duration stall,
    int maxDocument,
    int minBytesPerSecond,
    int attempts,
    int connectionsPerHost,
    Duration maxRetryAfter) {
  public static final RegistryLimits DEFAULT =
      new RegistryLimits(
          Duration.ofSeconds(20),
          Duration.ofSeconds(60),
          Duration.ofSeconds(30),
          4 << 20,
          4 << 10,
          5,
          4,
          Duration.ofSeconds(10));

  /** These, with another time without a byte; answers must begin within it too. */
  public RegistryLimits withStall(Duration shorter) {
    return new RegistryLimits(
        connect,
        shorter,
        shorter,
        maxDocument,
        minBytesPerSecond,
        attempts,
        connectionsPerHost,
        maxRetryAfter);
  }

  /** How long a body of {@code bytes} may take as a whole. */
  Duration timeFor(long bytes) {
    return Duration.ofMinutes(1).plusSeconds(bytes / minBytesPerSecond);
  }
}
