package dev.plimsoll.formats.tuf;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import java.util.Map;
import java.util.Optional;

/**
 * What timestamp and snapshot say of another metadata file (TUF 1.0.34 §4.4).
 *
 * @param length bytes, where listed
 * @param hashes hex by algorithm name; empty where none is listed
 */
public record MetaFile(long version, Optional<Long> length, Map<String, String> hashes) {
  public MetaFile {
    hashes = TufFields.ordered(hashes);
  }

  /** Version only. */
  public static MetaFile of(long version) {
    return new MetaFile(version, Optional.empty(), Map.of());
  }

  /** Version, length and SHA-256 of {@code file}. */
  public static MetaFile of(long version, Bytes file) {
    return new MetaFile(
        version, Optional.of((long) file.size()), Map.of("sha256", file.digest().hex()));
  }

  static MetaFile parse(String what, JsonObject json) throws FormatException {
    return new MetaFile(
        TufFields.version(what, json),
        json.find("length").isPresent()
            ? Optional.of(TufFields.atLeast(what, json, "length", 0))
            : Optional.empty(),
        json.find("hashes").isPresent() ? TufFields.hashes(json) : Map.of());
  }

  JsonObject toJson() {
    JsonObject.Builder json = JsonObject.builder().put("version", version);
    length.ifPresent(n -> json.put("length", n));
    if (!hashes.isEmpty()) {
      json.put("hashes", TufFields.hashesJson(hashes));
    }
    return json.build();
  }
}
