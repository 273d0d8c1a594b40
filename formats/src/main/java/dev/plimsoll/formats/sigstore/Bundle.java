package dev.plimsoll.formats.sigstore;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.dsse.Envelope;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonWriter;

/**
 * A key-signed Sigstore bundle v0.3 without log entry and timestamp.
 *
 * @param keyHint base64 of SHA-256 over the SubjectPublicKeyInfo; a hint, untrusted
 */
public record Bundle(String keyHint, Content content) {
  public static final String MEDIA_TYPE = "application/vnd.dev.sigstore.bundle.v0.3+json";

  private static final JsonReader READER = JsonReader.within(JsonLimits.DOCUMENT);

  /** What the bundle signs. */
  public sealed interface Content {}

  /** A signature (ECDSA, DER) over an artifact of this digest. */
  public record MessageSignature(Digest digest, Bytes signature) implements Content {}

  /** A signed in-toto statement. */
  public record DsseEnvelope(Envelope envelope) implements Content {}

  public static Bundle parse(String what, Bytes text) throws FormatException {
    JsonObject json = READER.parse(what, text).asObject(what);
    String mediaType = json.string("mediaType");
    if (!mediaType.equals(MEDIA_TYPE)) {
      throw new FormatException(
          what + " has mediaType " + FormatException.quote(mediaType) + ", wanted " + MEDIA_TYPE);
    }
    String hint = json.object("verificationMaterial").object("publicKey").string("hint");
    if (json.find("dsseEnvelope").isPresent() == json.find("messageSignature").isPresent()) {
      throw new FormatException(what + " must have one of dsseEnvelope and messageSignature");
    }
    if (json.find("dsseEnvelope").isPresent()) {
      return new Bundle(
          hint, new DsseEnvelope(Envelope.of(what + " envelope", json.object("dsseEnvelope"))));
    }
    JsonObject message = json.object("messageSignature");
    JsonObject digest = message.object("messageDigest");
    if (!digest.string("algorithm").equals("SHA2_256")) {
      throw new FormatException(what + " has a message digest other than SHA2_256");
    }
    Bytes hash = Bytes.parseBase64(digest.string("digest"));
    return new Bundle(
        hint,
        new MessageSignature(
            Digest.parseHex(hash.hex()), Bytes.parseBase64(message.string("signature"))));
  }

  public Bytes encode() {
    JsonObject.Builder json =
        JsonObject.builder()
            .put("mediaType", MEDIA_TYPE)
            .put(
                "verificationMaterial",
                JsonObject.builder()
                    .put("publicKey", JsonObject.builder().put("hint", keyHint).build())
                    .build());
    switch (content) {
      case MessageSignature m ->
          json.put(
              "messageSignature",
              JsonObject.builder()
                  .put(
                      "messageDigest",
                      JsonObject.builder()
                          .put("algorithm", "SHA2_256")
                          .put("digest", Bytes.copyOf(m.digest().bytes()).base64())
                          .build())
                  .put("signature", m.signature().base64())
                  .build());
      case DsseEnvelope d -> json.put("dsseEnvelope", d.envelope().toJson());
    }
    return JsonWriter.compact(json.build());
  }
}
