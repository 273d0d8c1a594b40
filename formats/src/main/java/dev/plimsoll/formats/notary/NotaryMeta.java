package dev.plimsoll.formats.notary;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What snapshot and timestamp say of another file; Notary lists no version.
 *
 * @param length bytes
 * @param hashes lower hex by algorithm name, {@code sha256} or {@code sha512} among them
 */
public record NotaryMeta(long length, Map<String, String> hashes) {
  public NotaryMeta {
    hashes = NotaryFields.ordered(hashes);
  }

  /** Length, SHA-256 and SHA-512 of {@code file}. */
  public static NotaryMeta of(Bytes file) {
    Map<String, String> hashes = new LinkedHashMap<>();
    hashes.put("sha256", file.digest().hex());
    hashes.put("sha512", sha512(file));
    return new NotaryMeta(file.size(), hashes);
  }

  /** Whether {@code file} has this length and every hash that is known here. */
  public boolean matches(Bytes file) {
    if (file.size() != length) {
      return false;
    }
    String sha256 = hashes.get("sha256");
    String sha512 = hashes.get("sha512");
    return (sha256 != null || sha512 != null)
        && (sha256 == null || sha256.equals(file.digest().hex()))
        && (sha512 == null || sha512.equals(sha512(file)));
  }

  private static String sha512(Bytes file) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-512").digest(file.toArray());
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK lacks SHA-512", e);
    }
  }

  static NotaryMeta parse(String what, JsonObject json) throws FormatException {
    return new NotaryMeta(
        NotaryFields.atLeast(what, json, "length", 0), NotaryFields.hashes(what, json));
  }

  static Map<String, NotaryMeta> parseAll(String what, JsonObject json) throws FormatException {
    Map<String, NotaryMeta> meta = new LinkedHashMap<>();
    for (Map.Entry<String, JsonValue> e : json.object("meta").members().entrySet()) {
      String entry = what + " meta " + FormatException.quote(e.getKey());
      meta.put(e.getKey(), parse(entry, e.getValue().asObject(entry)));
    }
    return meta;
  }

  static JsonObject json(Map<String, NotaryMeta> meta) {
    JsonObject.Builder json = JsonObject.builder();
    meta.forEach(
        (role, file) ->
            json.put(
                role,
                JsonObject.builder()
                    .put("hashes", NotaryFields.hashesJson(file.hashes()))
                    .put("length", file.length())
                    .build()));
    return json.build();
  }
}
