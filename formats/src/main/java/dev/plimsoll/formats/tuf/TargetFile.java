package dev.plimsoll.formats.tuf;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import java.util.Map;
import java.util.Optional;

/**
 * What a targets role says of one target (TUF 1.0.34 §4.5).
 *
 * @param length bytes
 * @param hashes hex by algorithm name, at least one
 * @param custom free for applications; empty when there is none
 */
public record TargetFile(long length, Map<String, String> hashes, JsonObject custom) {
  private static final String SHA256 = "sha256";
  private static final JsonObject NONE = JsonObject.builder().build();

  public TargetFile {
    hashes = TufFields.ordered(hashes);
  }

  public static TargetFile of(long length, Digest digest, JsonObject custom) {
    return new TargetFile(length, Map.of(SHA256, digest.hex()), custom);
  }

  public static TargetFile parse(String what, JsonObject json) throws FormatException {
    return new TargetFile(
        TufFields.atLeast(what, json, "length", 0),
        TufFields.hashes(json),
        json.findObject("custom").orElse(NONE));
  }

  /** The SHA-256, where it is listed and well-formed. */
  public Optional<Digest> sha256() {
    try {
      String hex = hashes.get(SHA256);
      return hex == null ? Optional.empty() : Optional.of(Digest.parseHex(hex));
    } catch (FormatException e) {
      return Optional.empty();
    }
  }

  public JsonObject toJson() {
    JsonObject.Builder json =
        JsonObject.builder().put("length", length).put("hashes", TufFields.hashesJson(hashes));
    if (!custom.members().isEmpty()) {
      json.put("custom", custom);
    }
    return json.build();
  }
}
