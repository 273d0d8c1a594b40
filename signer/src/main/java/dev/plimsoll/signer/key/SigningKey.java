package dev.plimsoll.signer.key;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.verifier.VerifyingKey;
import java.io.IOException;

/**
 * A private key that signs without showing itself. ECDSA P-256 gives DER over SHA-256, Ed25519
 * gives 64 bytes. Thread-safe.
 */
public interface SigningKey {
  VerifyingKey publicKey();

  /** Blocking for remote keys; in-memory keys take some 15 µs. */
  Bytes sign(Bytes message) throws IOException;

  /**
   * Signs what has this SHA-256, so that an artifact need not be in memory. P-256 only.
   *
   * @throws UnsupportedOperationException for Ed25519
   */
  Bytes signDigest(Digest digest) throws IOException;
}
