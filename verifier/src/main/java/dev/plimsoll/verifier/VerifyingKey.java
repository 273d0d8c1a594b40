package dev.plimsoll.verifier;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * A public key, ECDSA P-256 (signatures DER, over SHA-256) or Ed25519. Verifies through Conscrypt.
 * Thread-safe.
 *
 * <p>Only the one DER form that each algorithm has is read (RFC 5480 named curve with uncompressed
 * point, 91 bytes; RFC 8410, 44 bytes), so that a key has one key id.
 */
public final class VerifyingKey {
  private static final byte[] P256_PREFIX =
      HexFormat.of().parseHex("3059301306072a8648ce3d020106082a8648ce3d03010703420004");
  private static final byte[] ED25519_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");
  private static final String LABEL = "PUBLIC KEY";

  private final Algorithm algorithm;
  private final PublicKey key;
  private final Bytes spki;
  private final String keyId;

  private VerifyingKey(Algorithm algorithm, PublicKey key, Bytes spki) {
    this.algorithm = algorithm;
    this.key = key;
    this.spki = spki;
    this.keyId = spki.digest().hex();
  }

  /** What a key signs with. */
  public enum Algorithm {
    ECDSA_P256("EC", "SHA256withECDSA"),
    ED25519("EdDSA", "EdDSA");

    private final String keyFactory;
    private final String signature;

    Algorithm(String keyFactory, String signature) {
      this.keyFactory = keyFactory;
      this.signature = signature;
    }

    /** Name of the {@link KeyFactory}. */
    public String keyFactory() {
      return keyFactory;
    }

    /** Name of the {@link Signature} over a whole message. */
    public String signature() {
      return signature;
    }
  }

  /** Parses one PEM {@code PUBLIC KEY}. */
  public static VerifyingKey parsePem(String what, Bytes pem) throws FormatException {
    List<VerifyingKey> keys = parsePems(what, pem);
    if (keys.size() != 1) {
      throw new FormatException(what, keys.size() + " public keys; wanted one");
    }
    return keys.getFirst();
  }

  /** Parses one or more PEM {@code PUBLIC KEY} blocks. */
  public static List<VerifyingKey> parsePems(String what, Bytes pem) throws FormatException {
    List<VerifyingKey> keys = new ArrayList<>();
    for (byte[] der : Pem.parse(what, LABEL, pem.toArray())) {
      keys.add(parseSpki(what, Bytes.copyOf(der)));
    }
    return List.copyOf(keys);
  }

  /** Parses a DER SubjectPublicKeyInfo; the point must lie on the curve. */
  public static VerifyingKey parseSpki(String what, Bytes spki) throws FormatException {
    byte[] der = spki.toArray();
    Algorithm algorithm;
    if (der.length == P256_PREFIX.length + 64 && startsWith(der, P256_PREFIX)) {
      algorithm = Algorithm.ECDSA_P256;
    } else if (der.length == ED25519_PREFIX.length + 32 && startsWith(der, ED25519_PREFIX)) {
      algorithm = Algorithm.ED25519;
    } else {
      throw new FormatException(
          what,
          "public key of "
              + der.length
              + " bytes is neither ECDSA P-256 (uncompressed) nor Ed25519");
    }
    try {
      PublicKey key =
          KeyFactory.getInstance(algorithm.keyFactory(), CryptoProvider.conscrypt())
              .generatePublic(new X509EncodedKeySpec(der));
      return new VerifyingKey(algorithm, key, spki);
    } catch (GeneralSecurityException e) {
      throw new FormatException(what + ": not a valid " + algorithm + " public key", e);
    }
  }

  /** An Ed25519 key from its 32 bytes (RFC 8032 §5.1.5), the form TUF metadata holds. */
  public static VerifyingKey ofEd25519(String what, Bytes raw) throws FormatException {
    byte[] der = Arrays.copyOf(ED25519_PREFIX, ED25519_PREFIX.length + raw.size());
    System.arraycopy(raw.toArray(), 0, der, ED25519_PREFIX.length, raw.size());
    return parseSpki(what, Bytes.copyOf(der));
  }

  private static boolean startsWith(byte[] all, byte[] prefix) {
    return Arrays.equals(all, 0, prefix.length, prefix, 0, prefix.length);
  }

  public Algorithm algorithm() {
    return algorithm;
  }

  /** Lower hex SHA-256 of the SubjectPublicKeyInfo. */
  public String keyId() {
    return keyId;
  }

  /** Base64 of the same SHA-256: the key hint of a Sigstore bundle. */
  public String keyHint() {
    return Bytes.copyOf(new Digest(keyId).bytes()).base64();
  }

  /** The DER SubjectPublicKeyInfo. */
  public Bytes spki() {
    return spki;
  }

  /**
   * The 32 bytes of an Ed25519 key.
   *
   * @throws IllegalStateException for another algorithm
   */
  public Bytes rawEd25519() {
    if (algorithm != Algorithm.ED25519) {
      throw new IllegalStateException("not an Ed25519 key: " + this);
    }
    byte[] der = spki.toArray();
    return Bytes.copyOf(Arrays.copyOfRange(der, ED25519_PREFIX.length, der.length));
  }

  public Bytes toPem() {
    return Pem.encode(LABEL, spki.toArray());
  }

  /**
   * Checks one signature, some 40 µs.
   *
   * @throws VerificationException when {@code signature} is not this key's over {@code message}
   */
  public void verify(Bytes message, Bytes signature) throws VerificationException {
    check(algorithm.signature(), message.toArray(), signature);
  }

  /**
   * Checks an ECDSA signature over what has this SHA-256.
   *
   * @throws VerificationException also for Ed25519, which cannot sign a digest
   */
  public void verifyDigest(Digest digest, Bytes signature) throws VerificationException {
    if (algorithm != Algorithm.ECDSA_P256) {
      throw new VerificationException(
          "a signature over a digest needs an ECDSA P-256 key, key " + keyId + " is " + algorithm);
    }
    check("NONEwithECDSA", digest.bytes(), signature);
  }

  private void check(String name, byte[] message, Bytes signature) throws VerificationException {
    try {
      Signature verifier = Signature.getInstance(name, CryptoProvider.conscrypt());
      verifier.initVerify(key);
      verifier.update(message);
      if (verifier.verify(signature.toArray())) {
        return;
      }
    } catch (GeneralSecurityException e) {
      throw new VerificationException(describe(signature), e);
    }
    throw new VerificationException(describe(signature));
  }

  private String describe(Bytes signature) {
    return "the signature of "
        + signature.size()
        + " bytes is not one by key "
        + keyId
        + " ("
        + algorithm
        + ") over what it should cover";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VerifyingKey k && spki.equals(k.spki);
  }

  @Override
  public int hashCode() {
    return spki.hashCode();
  }

  /** Algorithm and key id. */
  @Override
  public String toString() {
    return algorithm + " " + keyId;
  }
}
