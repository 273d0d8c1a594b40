package dev.plimsoll.verifier.tuf;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.tuf.Key;
import dev.plimsoll.verifier.CryptoProvider;
import dev.plimsoll.verifier.Pem;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A key of TUF metadata, ready to check signatures (TUF 1.0.34 §4.2). Only for TUF: bundles and
 * boot verdicts know fewer algorithms. Two are equal when they are the same public key, however it
 * was written. Thread-safe.
 */
final class TufKey {
  private static final String PEM_LABEL = "PUBLIC KEY";
  private static final byte[] ED25519_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");
  private static final byte[] P256_PREFIX =
      HexFormat.of().parseHex("3059301306072a8648ce3d020106082a8648ce3d030107034200");

  /** How the first repositories wrote ECDSA keys: the uncompressed point. */
  private static final Pattern P256_POINT = Pattern.compile("04[0-9a-f]{128}");

  /** Below it RSA is too weak, above it a verification is too slow to be had for free. */
  private static final int RSA_LEAST_BITS = 2048;

  private static final int RSA_MOST_BITS = 8192;
  private static final int RSA_EXPONENT_BITS = 33;

  private final SignatureScheme scheme;
  private final PublicKey key;
  private final Bytes spki;

  private TufKey(SignatureScheme scheme, PublicKey key) {
    this.scheme = scheme;
    this.key = key;
    // The provider's own encoding, not the text's: one key written in two ways is still one.
    this.spki = Bytes.copyOf(key.getEncoded());
  }

  /** The key ready for use; empty when its scheme is not one of these, or its value no such key. */
  static Optional<TufKey> find(Key key, Set<SignatureScheme> accepted) {
    Optional<SignatureScheme> scheme =
        SignatureScheme.find(key.keyType(), key.scheme()).filter(accepted::contains);
    if (scheme.isEmpty()) {
      return Optional.empty();
    }
    try {
      PublicKey found = parse(scheme.get(), key.publicValue());
      return suits(scheme.get(), found)
          ? Optional.of(new TufKey(scheme.get(), found))
          : Optional.empty();
    } catch (FormatException | GeneralSecurityException e) {
      return Optional.empty(); // a broken key is no key; others may still reach the threshold
    }
  }

  private static PublicKey parse(SignatureScheme scheme, String value)
      throws FormatException, GeneralSecurityException {
    KeyFactory factory =
        switch (scheme) {
          case ED25519 -> KeyFactory.getInstance("EdDSA", CryptoProvider.conscrypt());
          case ECDSA_P256, ECDSA_P384 -> KeyFactory.getInstance("EC", CryptoProvider.conscrypt());
          case RSASSA_PSS_SHA256 -> KeyFactory.getInstance("RSA", "SunRsaSign");
          case ML_DSA_65 -> KeyFactory.getInstance("ML-DSA-65", "SUN");
        };
    return factory.generatePublic(new X509EncodedKeySpec(der(scheme, value)));
  }

  private static byte[] der(SignatureScheme scheme, String value) throws FormatException {
    if (scheme == SignatureScheme.ED25519) {
      byte[] raw = Bytes.parseHex(value).toArray();
      if (raw.length != 32) {
        throw new FormatException("TUF key", raw.length + " bytes, an Ed25519 key has 32");
      }
      return concat(ED25519_PREFIX, raw);
    }
    if (scheme == SignatureScheme.ECDSA_P256 && P256_POINT.matcher(value).matches()) {
      return concat(P256_PREFIX, HexFormat.of().parseHex(value));
    }
    List<byte[]> keys = Pem.parse("TUF key", PEM_LABEL, value.getBytes(StandardCharsets.UTF_8));
    if (keys.size() != 1) {
      throw new FormatException("TUF key", keys.size() + " public keys; wanted one");
    }
    return keys.getFirst();
  }

  private static byte[] concat(byte[] a, byte[] b) {
    byte[] all = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, all, a.length, b.length);
    return all;
  }

  private static boolean suits(SignatureScheme scheme, PublicKey key) {
    return switch (scheme) {
      case ED25519, ML_DSA_65 -> true;
      case ECDSA_P256 -> curveBits(key) == 256 && isNamed(key, "2a8648ce3d030107");
      case ECDSA_P384 -> curveBits(key) == 384 && isNamed(key, "2b81040022");
      case RSASSA_PSS_SHA256 ->
          key instanceof RSAPublicKey rsa
              && rsa.getModulus().bitLength() >= RSA_LEAST_BITS
              && rsa.getModulus().bitLength() <= RSA_MOST_BITS
              && rsa.getPublicExponent().bitLength() <= RSA_EXPONENT_BITS;
    };
  }

  private static int curveBits(PublicKey key) {
    return key instanceof ECPublicKey ec ? ec.getParams().getCurve().getField().getFieldSize() : 0;
  }

  /** The curve is named by this object identifier, not merely of the same size. */
  private static boolean isNamed(PublicKey key, String oid) {
    return HexFormat.of().formatHex(key.getEncoded()).contains(oid);
  }

  /** Whether {@code signature} is this key's over {@code message}; some 40 µs. */
  boolean signed(Bytes message, Bytes signature) {
    try {
      return switch (scheme) {
        case ED25519 -> check("EdDSA", message.toArray(), signature);
        case ECDSA_P256 -> check("SHA256withECDSA", message.toArray(), signature);
        case ECDSA_P384 -> check("SHA384withECDSA", message.toArray(), signature);
        case RSASSA_PSS_SHA256 ->
            key instanceof RSAPublicKey rsa && RsaPss.verify(rsa, message, signature);
        case ML_DSA_65 -> checkMlDsa(message, signature);
      };
    } catch (GeneralSecurityException e) {
      return false; // a malformed signature is no signature
    }
  }

  private boolean check(String name, byte[] message, Bytes signature)
      throws GeneralSecurityException {
    Signature verifier = Signature.getInstance(name, CryptoProvider.conscrypt());
    verifier.initVerify(key);
    verifier.update(message);
    return verifier.verify(signature.toArray());
  }

  /** TAP 21: what is signed is {@code tuf}, a version byte 1 and the SHA-512 of the metadata. */
  private boolean checkMlDsa(Bytes message, Bytes signature) throws GeneralSecurityException {
    byte[] hash = MessageDigest.getInstance("SHA-512", "SUN").digest(message.toArray());
    Signature verifier = Signature.getInstance("ML-DSA-65", "SUN");
    verifier.initVerify(key);
    verifier.update(new byte[] {'t', 'u', 'f', 1});
    verifier.update(hash);
    return verifier.verify(signature.toArray());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TufKey k && spki.equals(k.spki);
  }

  @Override
  public int hashCode() {
    return spki.hashCode();
  }

  @Override
  public String toString() {
    return scheme + " " + spki.digest().hex();
  }
}
