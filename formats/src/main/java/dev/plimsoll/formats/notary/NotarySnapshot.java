package dev.plimsoll.formats.notary;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Notary's {@code snapshot.json}: checksums of root and of every file that lists targets.
 *
 * @param meta by role, without {@code .json}: {@code root}, {@code targets}, {@code targets/a}
 */
public record NotarySnapshot(long version, Instant expires, Map<String, NotaryMeta> meta)
    implements NotarySigned {
  public static final String TYPE = "Snapshot";

  public NotarySnapshot {
    meta = NotaryFields.ordered(meta);
  }

  public static NotarySnapshot parse(String what, JsonObject json) throws FormatException {
    NotaryFields.requireType(what, json, TYPE);
    Map<String, NotaryMeta> meta = NotaryMeta.parseAll(what, json);
    if (!meta.containsKey(NotaryRoles.ROOT) || !meta.containsKey(NotaryRoles.TARGETS)) {
      throw new FormatException(what, "meta lacks root or targets");
    }
    return new NotarySnapshot(
        NotaryFields.version(what, json), NotaryFields.expires(what, json), meta);
  }

  /** What is listed for {@code role}'s file. */
  public Optional<NotaryMeta> find(String role) {
    return Optional.ofNullable(meta.get(role));
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public JsonObject toJson() {
    return NotaryFields.head(this).put("meta", NotaryMeta.json(meta)).build();
  }
}
