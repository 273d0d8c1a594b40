package dev.plimsoll.formats.tuf;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * {@code snapshot.json} (TUF 1.0.34 §4.4): the version of every targets file.
 *
 * @param meta by file name, e.g. {@code targets.json}, {@code build.json}
 */
public record Snapshot(long version, Instant expires, Map<String, MetaFile> meta)
    implements TufMetadata {
  public static final String TYPE = "snapshot";

  public Snapshot {
    meta = TufFields.ordered(meta);
  }

  public static Snapshot parse(String what, JsonObject json) throws FormatException {
    TufFields.requireHead(what, json, TYPE);
    Map<String, MetaFile> meta = new LinkedHashMap<>();
    for (Map.Entry<String, JsonValue> e : json.object("meta").members().entrySet()) {
      String entry = what + " meta " + FormatException.quote(e.getKey());
      meta.put(e.getKey(), MetaFile.parse(entry, e.getValue().asObject(entry)));
    }
    return new Snapshot(TufFields.version(what, json), TufFields.expires(what, json), meta);
  }

  /** What is listed for {@code role}'s file. */
  public Optional<MetaFile> find(String role) {
    return Optional.ofNullable(meta.get(role + ".json"));
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public JsonObject toJson() {
    JsonObject.Builder list = JsonObject.builder();
    meta.forEach((name, file) -> list.put(name, file.toJson()));
    return TufFields.head(this).put("meta", list.build()).build();
  }
}
