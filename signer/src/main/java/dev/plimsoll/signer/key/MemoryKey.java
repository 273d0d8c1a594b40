package dev.plimsoll.signer.key;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.verifier.CryptoProvider;
import dev.plimsoll.verifier.VerificationException;
import dev.plimsoll.verifier.VerifyingKey;
import dev.plimsoll.verifier.VerifyingKey.Algorithm;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;

/**
 * A private key in memory, used through Conscrypt: some 15 µs a signature. Thread-safe: every call
 * makes its own {@link Signature}, which costs a fraction of the signing and needs no thread to be
 * remembered, so virtual threads and event loops are alike.
 *
 * <p>Neither {@code toString} nor any message shows key material.
 */
final class MemoryKey implements SigningKey {
  private static final Bytes PROBE = Bytes.ofUtf8("plimsoll key pair check");

  private final PrivateKey key;
  private final VerifyingKey publicKey;

  private MemoryKey(PrivateKey key, VerifyingKey publicKey) {
    this.key = key;
    this.publicKey = publicKey;
  }

  /**
   * Reads PKCS#8 (RFC 5958) of a P-256 or Ed25519 key and finds its public half.
   *
   * @throws FormatException without the bytes, whatever is wrong with them
   */
  static MemoryKey parse(String what, byte[] pkcs8) throws FormatException {
    for (VerifyingKey candidate : Pkcs8.publicKeysOf(what, pkcs8)) {
      MemoryKey key = new MemoryKey(privateKey(what, pkcs8, candidate.algorithm()), candidate);
      if (key.isPair()) {
        return key;
      }
    }
    throw Pkcs8.unreadable(what);
  }

  private static PrivateKey privateKey(String what, byte[] pkcs8, Algorithm algorithm)
      throws FormatException {
    try {
      return KeyFactory.getInstance(algorithm.keyFactory(), CryptoProvider.conscrypt())
          .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    } catch (GeneralSecurityException e) {
      throw Pkcs8.unreadable(what); // no cause: its text may quote key bytes
    }
  }

  private boolean isPair() {
    try {
      publicKey.verify(PROBE, sign(PROBE));
      return true;
    } catch (IOException | VerificationException e) {
      return false;
    }
  }

  @Override
  public VerifyingKey publicKey() {
    return publicKey;
  }

  @Override
  public Bytes sign(Bytes message) throws IOException {
    return sign(publicKey.algorithm().signature(), message.toArray());
  }

  @Override
  public Bytes signDigest(Digest digest) throws IOException {
    if (publicKey.algorithm() != Algorithm.ECDSA_P256) {
      throw new UnsupportedOperationException(
          "only ECDSA P-256 signs a digest, this key is " + publicKey);
    }
    return sign("NONEwithECDSA", digest.bytes());
  }

  private Bytes sign(String name, byte[] message) throws IOException {
    try {
      Signature signer = Signature.getInstance(name, CryptoProvider.conscrypt());
      signer.initSign(key);
      signer.update(message);
      return Bytes.copyOf(signer.sign());
    } catch (GeneralSecurityException e) {
      throw new IOException("signing with key " + publicKey.keyId() + " failed", e);
    }
  }

  @Override
  public String toString() {
    return "private key of " + publicKey;
  }
}
