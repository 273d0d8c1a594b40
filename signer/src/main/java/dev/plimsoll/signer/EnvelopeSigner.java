package dev.plimsoll.signer;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.dsse.Envelope;
import dev.plimsoll.signer.key.SigningKey;
import java.io.IOException;

/** Makes DSSE envelopes with one signature: boot verdicts, release statements. Thread-safe. */
public final class EnvelopeSigner {
  private final SigningKey key;

  public EnvelopeSigner(SigningKey key) {
    this.key = key;
  }

  public Envelope sign(String payloadType, Bytes payload) throws IOException {
    throw new UnsupportedOperationException(key.toString());
  }
}
