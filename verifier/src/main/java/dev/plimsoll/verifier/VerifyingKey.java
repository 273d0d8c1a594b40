package dev.plimsoll.verifier;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import java.util.List;

/**
 * A public key, ECDSA P-256 (signatures DER, over SHA-256) or Ed25519. Verifies through Conscrypt.
 * Thread-safe.
 */
public final class VerifyingKey {
  private VerifyingKey() {}

  /** Parses one PEM {@code PUBLIC KEY}. */
  public static VerifyingKey parsePem(String what, Bytes pem) throws FormatException {
    throw new UnsupportedOperationException();
  }

  /** Parses one or more PEM {@code PUBLIC KEY} blocks. */
  public static List<VerifyingKey> parsePems(String what, Bytes pem) throws FormatException {
    throw new UnsupportedOperationException();
  }

  /** Lower hex SHA-256 of the SubjectPublicKeyInfo. */
  public String keyId() {
    throw new UnsupportedOperationException();
  }

  public Bytes toPem() {
    throw new UnsupportedOperationException();
  }

  /**
   * @throws VerificationException when {@code signature} is not this key's over {@code message}
   */
  public void verify(Bytes message, Bytes signature) throws VerificationException {
    throw new UnsupportedOperationException();
  }
}
