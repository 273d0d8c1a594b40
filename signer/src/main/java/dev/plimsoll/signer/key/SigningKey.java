package dev.plimsoll.signer.key;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.verifier.Pem;
import dev.plimsoll.verifier.VerifyingKey;
import java.io.IOException;

/**
 * A private key that signs without showing itself. ECDSA P-256 gives DER over SHA-256, Ed25519
 * gives 64 bytes. Thread-safe.
 */
public interface SigningKey {
  /** Label of the PEM block that a private key stands in. */
  String PEM_LABEL = "PRIVATE KEY";

  VerifyingKey publicKey();

  /** Blocking for remote keys; in-memory keys take some 15 µs. */
  Bytes sign(Bytes message) throws IOException;

  /**
   * Signs what has this SHA-256, so that an artifact need not be in memory. P-256 only.
   *
   * @throws UnsupportedOperationException for Ed25519
   */
  Bytes signDigest(Digest digest) throws IOException;

  /**
   * A key in memory from one PEM block {@code PRIVATE KEY} (unencrypted PKCS#8, P-256 or Ed25519).
   *
   * @throws FormatException naming {@code what}, never what stood in it
   */
  static SigningKey parsePem(String what, byte[] pem) throws FormatException {
    var blocks = Pem.parse(what, PEM_LABEL, pem);
    if (blocks.size() != 1) {
      throw new FormatException(what, blocks.size() + " private keys; wanted one");
    }
    return MemoryKey.parse(what, blocks.getFirst());
  }
}
