package dev.plimsoll.signer;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.dsse.Envelope;
import dev.plimsoll.signer.key.SigningKey;
import dev.plimsoll.verifier.VerifyingKey;
import java.io.IOException;
import java.util.List;

/**
 * Makes DSSE envelopes with one signature: boot verdicts, release statements. Thread-safe; with a
 * key in memory fit for an event loop.
 */
public final class EnvelopeSigner {
  private final SigningKey key;

  public EnvelopeSigner(SigningKey key) {
    this.key = key;
  }

  public VerifyingKey publicKey() {
    return key.publicKey();
  }

  /** The envelope's {@code keyid} is the lower hex SHA-256 of the SubjectPublicKeyInfo. */
  public Envelope sign(String payloadType, Bytes payload) throws IOException {
    return sign(payloadType, payload, key.publicKey().keyId());
  }

  Envelope sign(String payloadType, Bytes payload, String keyId) throws IOException {
    Bytes sig = key.sign(Envelope.preAuthEncoding(payloadType, payload));
    return new Envelope(payloadType, payload, List.of(new Envelope.Signature(keyId, sig)));
  }
}
