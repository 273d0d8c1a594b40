package dev.plimsoll.signer.release;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.boot.ReleaseStatement;
import dev.plimsoll.formats.dsse.Envelope;
import dev.plimsoll.signer.EnvelopeSigner;
import dev.plimsoll.signer.key.SigningKey;
import dev.plimsoll.verifier.EnvelopeVerifier;
import dev.plimsoll.verifier.VerificationException;
import dev.plimsoll.verifier.VerifyingKey;
import java.io.IOException;
import java.util.List;

/**
 * Signs release statements with a release manager's key, which is ECDSA P-256 because boot agents
 * read nothing else. Meant for a machine of the manager: the service holds no such key.
 * Thread-safe.
 */
public final class ReleaseSigner {
  private final EnvelopeSigner signer;

  public ReleaseSigner(SigningKey releaseKey) {
    if (releaseKey.publicKey().algorithm() != VerifyingKey.Algorithm.ECDSA_P256) {
      throw new IllegalArgumentException(
          "releases are signed with ECDSA P-256, found " + releaseKey.publicKey());
    }
    this.signer = new EnvelopeSigner(releaseKey);
  }

  /** The signed statement, checked before it is returned. */
  public Envelope sign(ReleaseStatement statement) throws IOException {
    Bytes payload = statement.encode();
    Envelope envelope = signer.sign(ReleaseStatement.PAYLOAD_TYPE, payload);
    try {
      EnvelopeVerifier.verify(envelope, ReleaseStatement.PAYLOAD_TYPE, List.of(signer.publicKey()));
      return envelope;
    } catch (VerificationException e) {
      throw new IOException("own release statement does not verify: " + e.getMessage(), e);
    }
  }
}
