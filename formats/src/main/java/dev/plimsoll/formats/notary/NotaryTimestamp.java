package dev.plimsoll.formats.notary;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import java.time.Instant;
import java.util.Map;

/**
 * Notary's {@code timestamp.json}: the checksums of the newest snapshot.
 *
 * @param snapshot of {@code snapshot.json}
 */
public record NotaryTimestamp(long version, Instant expires, NotaryMeta snapshot)
    implements NotarySigned {
  public static final String TYPE = "Timestamp";

  public static NotaryTimestamp parse(String what, JsonObject json) throws FormatException {
    NotaryFields.requireType(what, json, TYPE);
    return new NotaryTimestamp(
        NotaryFields.version(what, json),
        NotaryFields.expires(what, json),
        NotaryMeta.parse(
            what + " meta snapshot", json.object("meta").object(NotaryRoles.SNAPSHOT)));
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public JsonObject toJson() {
    return NotaryFields.head(this)
        .put("meta", NotaryMeta.json(Map.of(NotaryRoles.SNAPSHOT, snapshot)))
        .build();
  }
}
