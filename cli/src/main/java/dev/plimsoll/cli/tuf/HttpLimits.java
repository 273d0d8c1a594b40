package dev.plimsoll.cli.tuf;

import java.time.Duration;

/**
 * How long a server may take.
 *
 * @param connect until it accepts
 * @param silence between two pieces of an answer
 * @param headers from the request to the end of the headers
 * @param grace so long an answer may be slower than {@code bytesPerSecond}
 * @param bytesPerSecond the least mean speed after that; slower is a slow retrieval attack
 */
record HttpLimits(
    Duration connect, Duration silence, Duration headers, Duration grace, long bytesPerSecond) {
  static final HttpLimits STANDARD =
      new HttpLimits(
          Duration.ofSeconds(10),
          Duration.ofSeconds(20),
          Duration.ofSeconds(30),
          Duration.ofSeconds(20),
          1_000);
}
