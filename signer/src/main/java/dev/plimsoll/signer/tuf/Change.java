package dev.plimsoll.signer.tuf;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * One new file of a publication.
 *
 * @param number of the record, from 1, without gaps
 * @param time of the publication, whole seconds
 * @param timestamp version of the timestamp.json that published it
 * @param role e.g. {@code root}, {@code build-0f}, {@code host-kiosk}
 * @param version of the role's file
 * @param sha256 of the role's file
 * @param added target paths that are new, or have another entry than before
 * @param removed target paths that are no longer listed
 */
public record Change(
    long number,
    Instant time,
    long timestamp,
    String role,
    long version,
    Digest sha256,
    List<String> added,
    List<String> removed) {
  private static final JsonReader READER = JsonReader.within(JsonLimits.DOCUMENT);

  public Change {
    added = List.copyOf(added);
    removed = List.copyOf(removed);
  }

  static Change parse(String line) throws FormatException {
    JsonObject json = READER.parse("changefeed", Bytes.ofUtf8(line)).asObject("changefeed record");
    try {
      return new Change(
          json.integer("number"),
          Instant.parse(json.string("time")),
          json.integer("timestamp"),
          json.string("role"),
          json.integer("version"),
          Digest.parseHex(json.string("sha256")),
          strings(json, "added"),
          strings(json, "removed"));
    } catch (DateTimeException e) {
      throw new FormatException("changefeed record: " + e.getMessage(), e);
    }
  }

  private static List<String> strings(JsonObject json, String name) throws FormatException {
    List<String> strings = new ArrayList<>();
    for (JsonValue item : json.arrayOrEmpty(name)) {
      strings.add(item.asString(name));
    }
    return strings;
  }

  /** As the feed and {@code GET /v1/tuf/changes} have it. */
  public JsonObject toJson() {
    return JsonObject.builder()
        .put("number", number)
        .put("time", time.toString())
        .put("timestamp", timestamp)
        .put("role", role)
        .put("version", version)
        .put("sha256", sha256.hex())
        .putStrings("added", added)
        .putStrings("removed", removed)
        .build();
  }
}
