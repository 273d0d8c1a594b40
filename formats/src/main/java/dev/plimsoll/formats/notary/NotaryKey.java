package dev.plimsoll.formats.notary;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonNull;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonWriter;
import java.util.Optional;

/**
 * A public key as Notary files carry it, {@code
 * {"keytype":…,"keyval":{"private":null,"public":base64}}}. A key type that we do not know is no
 * format error: such a key merely never counts.
 *
 * @param keyType {@code ed25519}, {@code ecdsa}, {@code rsa}, {@code ecdsa-x509}, {@code rsa-x509}
 * @param publicBytes 32 bytes for {@code ed25519}, DER SubjectPublicKeyInfo for {@code ecdsa} and
 *     {@code rsa}, one PEM certificate for the {@code -x509} types; not yet looked at
 */
public record NotaryKey(String keyType, Bytes publicBytes) {
  public static final String ED25519 = "ed25519";
  public static final String ECDSA = "ecdsa";
  public static final String RSA = "rsa";
  public static final String ECDSA_X509 = "ecdsa-x509";
  public static final String RSA_X509 = "rsa-x509";

  /** Parses the key object alone, as the server's key answers hold it. */
  public static NotaryKey parse(String what, JsonObject json) throws FormatException {
    JsonObject value = json.object("keyval");
    Optional<JsonValue> secret = value.find("private");
    if (secret.isPresent() && !(secret.get() instanceof JsonNull)) {
      throw new FormatException(what, "holds a private key, wanted a public one");
    }
    return new NotaryKey(json.string("keytype"), NotaryFields.base64(what, value, "public"));
  }

  /** Whether {@link #publicBytes} is a certificate. */
  public boolean isCertificate() {
    return keyType.equals(ECDSA_X509) || keyType.equals(RSA_X509);
  }

  /** SHA-256 of the canonical key, with {@code "private":null}, in lower hex. */
  public String id() {
    return JsonWriter.canonical(toJson()).digest().hex();
  }

  public JsonObject toJson() {
    return JsonObject.builder()
        .put("keytype", keyType)
        .put(
            "keyval",
            JsonObject.builder()
                .put("private", new JsonNull())
                .put("public", publicBytes.base64())
                .build())
        .build();
  }
}
