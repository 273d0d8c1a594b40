package dev.plimsoll.verifier.notary;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.notary.NotaryKey;
import dev.plimsoll.formats.tuf.Key;
import dev.plimsoll.verifier.Pem;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A Notary key, ready to check signatures. Hashes are SHA-256 whatever the curve. Two are equal
 * when they are the same public key, however it was written: bare or in a certificate. Thread-safe.
 *
 * <p>Through the JDK's providers: a collection has a handful of signatures, and Conscrypt knows
 * neither all curves nor r‖s.
 */
public final class NotaryPublicKey {
  private static final byte[] ED25519_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  /** How the DER of a key on that curve begins (RFC 5480). */
  private static final String P256 = "3059301306072a8648ce3d020106082a8648ce3d030107034200";

  private static final String P384 = "3076301006072a8648ce3d020106052b81040022036200";
  private static final int RSA_LEAST_BITS = 2048;
  private static final int RSA_MOST_BITS = 8192;
  private static final int RSA_EXPONENT_BITS = 33;

  private final PublicKey key;
  private final Bytes spki;
  private final Optional<RootCertificate> certificate;

  private NotaryPublicKey(PublicKey key, Optional<RootCertificate> certificate) {
    this.key = key;
    this.spki = Bytes.copyOf(key.getEncoded());
    this.certificate = certificate;
  }

  /** The key ready for use; empty when its type is unknown, or its value no such key. */
  public static Optional<NotaryPublicKey> find(NotaryKey key) {
    try {
      return switch (key.keyType()) {
        case NotaryKey.ED25519 -> ed25519(key.publicBytes());
        case NotaryKey.ECDSA -> of("EC", "SunEC", key.publicBytes().toArray());
        case NotaryKey.RSA -> of("RSA", "SunRsaSign", key.publicBytes().toArray());
        case NotaryKey.ECDSA_X509 -> certified(key.publicBytes(), ECPublicKey.class);
        case NotaryKey.RSA_X509 -> certified(key.publicBytes(), RSAPublicKey.class);
        default -> Optional.empty();
      };
    } catch (GeneralSecurityException e) {
      return Optional.empty(); // a broken key is no key; others may still reach the threshold
    }
  }

  private static Optional<NotaryPublicKey> ed25519(Bytes raw) throws GeneralSecurityException {
    if (raw.size() != 32) {
      return Optional.empty();
    }
    byte[] der = Arrays.copyOf(ED25519_PREFIX, ED25519_PREFIX.length + 32);
    System.arraycopy(raw.toArray(), 0, der, ED25519_PREFIX.length, 32);
    return of("Ed25519", "SunEC", der);
  }

  private static Optional<NotaryPublicKey> of(String factory, String provider, byte[] der)
      throws GeneralSecurityException {
    PublicKey key =
        KeyFactory.getInstance(factory, provider).generatePublic(new X509EncodedKeySpec(der));
    return isUsable(key)
        ? Optional.of(new NotaryPublicKey(key, Optional.empty()))
        : Optional.empty();
  }

  private static Optional<NotaryPublicKey> certified(Bytes pem, Class<? extends PublicKey> type) {
    return RootCertificate.find(pem)
        .filter(c -> type.isInstance(c.leaf().getPublicKey()))
        .filter(c -> isUsable(c.leaf().getPublicKey()))
        .map(c -> new NotaryPublicKey(c.leaf().getPublicKey(), Optional.of(c)));
  }

  /** Below 2048 bits RSA is too weak, far above it a verification too slow to be had for free. */
  private static boolean isUsable(PublicKey key) {
    return !(key instanceof RSAPublicKey rsa)
        || (rsa.getModulus().bitLength() >= RSA_LEAST_BITS
            && rsa.getModulus().bitLength() <= RSA_MOST_BITS
            && rsa.getPublicExponent().bitLength() <= RSA_EXPONENT_BITS);
  }

  Optional<RootCertificate> certificate() {
    return certificate;
  }

  /** When the certificate that carries the key ends; empty for a bare key. */
  public Optional<Instant> certificateEnd() {
    return certificate.map(c -> c.leaf().getNotAfter().toInstant());
  }

  /** Whether {@code signature} is this key's over {@code message}, made by {@code method}. */
  public boolean signed(Bytes message, String method, Bytes signature) {
    try {
      return switch (key) {
        case EdECPublicKey ignored ->
            method.equals("eddsa")
                && check(Signature.getInstance("Ed25519", "SunEC"), message, signature);
        case ECPublicKey ec ->
            method.equals("ecdsa")
                && isRaw(ec, signature)
                && check(
                    Signature.getInstance("SHA256withECDSAinP1363Format", "SunEC"),
                    message,
                    signature);
        case RSAPublicKey ignored -> checkRsa(method, message, signature);
        default -> false;
      };
    } catch (GeneralSecurityException e) {
      return false; // a malformed signature is no signature
    }
  }

  /** r and s, each as long as the field: not shorter, not longer. */
  private static boolean isRaw(ECPublicKey ec, Bytes signature) {
    int bytes = (ec.getParams().getCurve().getField().getFieldSize() + 7) / 8;
    return signature.size() == 2 * bytes;
  }

  private boolean checkRsa(String method, Bytes message, Bytes signature)
      throws GeneralSecurityException {
    return switch (method) {
      case "rsapkcs1v15" ->
          check(Signature.getInstance("SHA256withRSA", "SunRsaSign"), message, signature);
      case "rsapss" -> {
        Signature pss = Signature.getInstance("RSASSA-PSS", "SunRsaSign");
        pss.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
        yield check(pss, message, signature);
      }
      default -> false;
    };
  }

  private boolean check(Signature verifier, Bytes message, Bytes signature)
      throws GeneralSecurityException {
    verifier.initVerify(key);
    verifier.update(message.toArray());
    return verifier.verify(signature.toArray());
  }

  /** The same key as TUF 1.0.34 §4.2 names it; empty where TUF has no scheme for it. */
  public Optional<Key> toTuf() {
    return switch (key) {
      case EdECPublicKey ignored -> {
        byte[] der = spki.toArray();
        String raw = HexFormat.of().formatHex(der, der.length - 32, der.length);
        yield Optional.of(new Key("ed25519", "ed25519", raw));
      }
      case ECPublicKey ignored ->
          spki.hex().startsWith(P256)
              ? Optional.of(pem("ecdsa", "ecdsa-sha2-nistp256"))
              : spki.hex().startsWith(P384)
                  ? Optional.of(pem("ecdsa", "ecdsa-sha2-nistp384"))
                  : Optional.empty();
      case RSAPublicKey ignored -> Optional.of(pem("rsa", "rsassa-pss-sha256"));
      default -> Optional.empty();
    };
  }

  private Key pem(String keyType, String scheme) {
    return new Key(keyType, scheme, Pem.encode("PUBLIC KEY", spki.toArray()).utf8());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NotaryPublicKey k && spki.equals(k.spki);
  }

  @Override
  public int hashCode() {
    return spki.hashCode();
  }

  /** Algorithm and SHA-256 of the SubjectPublicKeyInfo. */
  @Override
  public String toString() {
    return key.getAlgorithm() + " " + spki.digest().hex();
  }
}
