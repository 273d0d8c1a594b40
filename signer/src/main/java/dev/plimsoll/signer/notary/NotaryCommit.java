package dev.plimsoll.signer.notary;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonWriter;
import dev.plimsoll.formats.notary.NotaryKey;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * One change of one collection, the unit that is stored whole or not at all.
 *
 * @param id 1 and up, over all collections
 * @param after id of the collection's last commit, 0 for its first: the compare of compare-and-set
 * @param files new versions
 * @param keys that the server made
 */
public record NotaryCommit(
    long id,
    long after,
    Instant at,
    Gun gun,
    Kind kind,
    List<StoredFile> files,
    List<HeldKey> keys) {
  private static final JsonReader READER = JsonReader.within(JsonLimits.DOCUMENT);

  /** What happened. */
  public enum Kind {
    UPDATE,
    KEY,
    /** All files are gone; the keys stay, as clients may use them again. */
    DELETION
  }

  public NotaryCommit {
    files = List.copyOf(files);
    keys = List.copyOf(keys);
  }

  static NotaryCommit parse(String what, byte[] text) throws FormatException {
    JsonObject json = READER.parse(what, text).asObject(what);
    List<StoredFile> files = new ArrayList<>();
    for (JsonValue item : json.array("files")) {
      JsonObject f = item.asObject("file");
      files.add(
          new StoredFile(f.string("role"), f.integer("version"), Digest.parse(f.string("digest"))));
    }
    List<HeldKey> keys = new ArrayList<>();
    for (JsonValue item : json.array("keys")) {
      JsonObject k = item.asObject("key");
      keys.add(
          new HeldKey(
              k.string("role"), k.string("name"), NotaryKey.parse("key", k.object("public"))));
    }
    try {
      return new NotaryCommit(
          json.integer("id"),
          json.integer("after"),
          Instant.parse(json.string("at")),
          Gun.parse(json.string("gun")),
          Kind.valueOf(json.string("kind")),
          files,
          keys);
    } catch (DateTimeException | IllegalArgumentException e) {
      throw new FormatException(what + ": not a commit", e);
    }
  }

  /** One line without its end. */
  Bytes encode() {
    List<JsonValue> fileList = new ArrayList<>();
    for (StoredFile f : files) {
      fileList.add(
          JsonObject.builder()
              .put("role", f.role())
              .put("version", f.version())
              .put("digest", f.digest().toString())
              .build());
    }
    List<JsonValue> keyList = new ArrayList<>();
    for (HeldKey k : keys) {
      keyList.add(
          JsonObject.builder()
              .put("role", k.role())
              .put("name", k.name())
              .put("public", k.key().toJson())
              .build());
    }
    return JsonWriter.compact(
        JsonObject.builder()
            .put("id", id)
            .put("after", after)
            .put("at", at.toString())
            .put("gun", gun.name())
            .put("kind", kind.name())
            .put("files", fileList)
            .put("keys", keyList)
            .build());
  }
}
