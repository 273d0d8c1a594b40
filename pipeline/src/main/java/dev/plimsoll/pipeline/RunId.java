package dev.plimsoll.pipeline;

import dev.plimsoll.formats.FormatException;
import java.time.Instant;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Name of a run: a UUIDv7 (RFC 9562 §5.7), so that ids sort by time. */
public record RunId(UUID value) implements Comparable<RunId> {
  public static RunId next(Instant now, RandomGenerator random) {
    long millis = now.toEpochMilli();
    long high = (millis << 16) | 0x7000L | (random.nextLong() & 0x0fffL);
    long low = (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
    return new RunId(new UUID(high, low));
  }

  public static RunId parse(String text) throws FormatException {
    try {
      UUID uuid = UUID.fromString(text);
      if (uuid.toString().equals(text)) {
        return new RunId(uuid);
      }
    } catch (IllegalArgumentException e) {
      throw new FormatException("run id " + FormatException.quote(text) + " is not a UUID", e);
    }
    throw new FormatException("run id " + FormatException.quote(text) + " is not a UUID");
  }

  @Override
  public int compareTo(RunId other) {
    return value.toString().compareTo(other.value.toString());
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
