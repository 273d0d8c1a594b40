package dev.plimsoll.pipeline;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonWriter;
import java.time.Instant;
import java.util.Optional;

/**
 * An event as the log keeps it, chained to the one before by digest.
 *
 * <p>{@link #digest} is the SHA-256 of the compact JSON {@code
 * {"number","stream","version","time","type","data","previous"}} in that order, so that changing,
 * dropping or reordering any event changes all later digests.
 *
 * @param number 1 for the first event of the log, without gaps
 * @param version 1 for the first event of its stream, without gaps
 * @param time to the millisecond
 * @param previous digest of event {@code number - 1}; {@link #GENESIS} for the first
 */
public record StoredEvent(
    long number,
    StreamId stream,
    long version,
    Instant time,
    RunEvent event,
    Digest previous,
    Digest digest) {
  /** What the first event is chained to: 32 zero bytes. */
  public static final Digest GENESIS = new Digest("0".repeat(64));

  /** Chains {@code event} to the log's last digest. */
  public static StoredEvent chain(
      long number, StreamId stream, long version, Instant time, RunEvent event, Digest previous) {
    Instant millis = Instant.ofEpochMilli(time.toEpochMilli());
    return new StoredEvent(
        number,
        stream,
        version,
        millis,
        event,
        previous,
        digestOf(number, stream, version, millis, event, previous));
  }

  /** What {@link #digest} must be. */
  public Digest expectedDigest() {
    return digestOf(number, stream, version, time, event, previous);
  }

  /** The run that the event belongs to; none for releases and boot verdicts. */
  public Optional<RunId> runId() {
    return stream instanceof StreamId.Run run ? Optional.of(run.id()) : Optional.empty();
  }

  private static Digest digestOf(
      long number, StreamId stream, long version, Instant time, RunEvent event, Digest previous) {
    Bytes link =
        JsonWriter.compact(
            JsonObject.builder()
                .put("number", number)
                .put("stream", stream.toString())
                .put("version", version)
                .put("time", time.toString())
                .put("type", event.type())
                .put("data", EventJson.encode(event))
                .put("previous", previous.toString())
                .build());
    return link.digest();
  }
}
