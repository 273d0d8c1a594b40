package dev.plimsoll.formats.tuf;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonWriter;

/**
 * A public key as metadata carries it (TUF 1.0.34 §4.2), {@code
 * {"keytype":"ed25519","scheme":"ed25519","keyval":{"public":hex}}}. A scheme that we do not know
 * is no format error: such a key merely never counts.
 *
 * @param publicValue hex of 32 bytes for {@code ed25519}, PEM for {@code ecdsa} and {@code rsa};
 *     empty for key types that have other values
 */
public record Key(String keyType, String scheme, String publicValue) {
  /** Reads one entry of a {@code keys} object; members that it does not know are passed over. */
  public static Key parse(JsonObject json) throws FormatException {
    return new Key(
        json.string("keytype"),
        json.string("scheme"),
        json.object("keyval").findString("public").orElse(""));
  }

  /** SHA-256 of the canonical key in lower hex; readers accept any unique id (TAP 12). */
  public String id() {
    return JsonWriter.canonical(toJson()).digest().hex();
  }

  public JsonObject toJson() {
    return JsonObject.builder()
        .put("keytype", keyType)
        .put("scheme", scheme)
        .put("keyval", JsonObject.builder().put("public", publicValue).build())
        .build();
  }
}
