package dev.plimsoll.verifier;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.dsse.Envelope;
import java.util.List;

/** Checks DSSE envelopes: exact payload type, exactly one signature, by one of the pinned keys. */
public final class EnvelopeVerifier {
  private EnvelopeVerifier() {}

  /** The payload, which may be believed as far as the signing key may. */
  public static Bytes verify(Envelope envelope, String payloadType, List<VerifyingKey> keys)
      throws VerificationException {
    throw new UnsupportedOperationException();
  }
}
