package dev.plimsoll.verifier;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.dsse.Envelope;
import java.util.List;
import java.util.function.Function;

/**
 * Checks DSSE envelopes: exact payload type, exactly one signature, by one of the pinned keys.
 * Thread-safe.
 */
public final class EnvelopeVerifier {
  private EnvelopeVerifier() {}

  /** The payload, which may be believed as far as the signing key may. */
  public static Bytes verify(Envelope envelope, String payloadType, List<VerifyingKey> keys)
      throws VerificationException {
    return verify(envelope, payloadType, keys, VerifyingKey::keyId);
  }

  /** The same where {@code keyName} is how signers name their key in {@code keyid}. */
  static Bytes verify(
      Envelope envelope,
      String payloadType,
      List<VerifyingKey> keys,
      Function<VerifyingKey, String> keyName)
      throws VerificationException {
    if (!envelope.payloadType().equals(payloadType)) {
      // Another type under the same key is another promise: never reinterpret it.
      throw new VerificationException(
          "envelope has payloadType "
              + FormatException.quote(envelope.payloadType())
              + ", wanted \""
              + payloadType
              + "\"");
    }
    if (envelope.signatures().size() != 1) {
      throw new VerificationException(
          "envelope has " + envelope.signatures().size() + " signatures, wanted exactly one");
    }
    Envelope.Signature signature = envelope.signatures().getFirst();
    // The key id is not covered by the signature: it may be left out, but must not mislead.
    List<VerifyingKey> named =
        keys.stream()
            .filter(k -> signature.keyId().isEmpty() || signature.keyId().equals(keyName.apply(k)))
            .toList();
    VerificationException last =
        new VerificationException(
            "envelope of "
                + payloadType
                + " is signed by key "
                + FormatException.quote(signature.keyId())
                + ", wanted one of "
                + keys.stream().map(keyName).toList());
    Bytes signed = Envelope.preAuthEncoding(payloadType, envelope.payload());
    for (VerifyingKey key : named) {
      try {
        key.verify(signed, signature.sig());
        return envelope.payload();
      } catch (VerificationException e) {
        last = new VerificationException("envelope of " + payloadType + ": " + e.getMessage(), e);
      }
    }
    throw last;
  }
}
