package dev.plimsoll.formats.tuf;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import java.time.Instant;

/** {@code timestamp.json} (TUF 1.0.34 §4.6): which snapshot is current. */
public record Timestamp(long version, Instant expires, MetaFile snapshot) implements TufMetadata {
  public static final String TYPE = "timestamp";
  private static final String SNAPSHOT = "snapshot.json";

  public static Timestamp parse(String what, JsonObject json) throws FormatException {
    TufFields.requireHead(what, json, TYPE);
    return new Timestamp(
        TufFields.version(what, json),
        TufFields.expires(what, json),
        MetaFile.parse(what + " snapshot.json", json.object("meta").object(SNAPSHOT)));
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public JsonObject toJson() {
    return TufFields.head(this)
        .put("meta", JsonObject.builder().put(SNAPSHOT, snapshot.toJson()).build())
        .build();
  }
}
