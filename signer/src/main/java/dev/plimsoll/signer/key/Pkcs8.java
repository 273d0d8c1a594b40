package dev.plimsoll.signer.key;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.verifier.CryptoProvider;
import dev.plimsoll.verifier.VerifyingKey;
import dev.plimsoll.verifier.VerifyingKey.Algorithm;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.EllipticCurve;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.KeyAgreement;

/**
 * PKCS#8 (RFC 5958) of the two kinds of key, made and read. No message repeats key bytes, and no
 * exception is passed on as a cause, because ASN.1 readers quote what they stumble over.
 *
 * <p>The public half is always derived from the private one, never believed from beside it.
 */
final class Pkcs8 {
  /** RFC 8410: version 0, Ed25519, the 32-byte seed follows. */
  private static final byte[] ED25519_PREFIX =
      HexFormat.of().parseHex("302e020100300506032b657004220420");

  private static final int ED25519_SEED = 32;
  private static final int P256_BITS = 256;

  private Pkcs8() {}

  /** A new key whose secret comes from {@code random} alone. */
  static byte[] generate(Algorithm algorithm, SecureRandom random) {
    try {
      return switch (algorithm) {
        case ED25519 -> {
          byte[] seed = new byte[ED25519_SEED];
          random.nextBytes(seed);
          yield concat(ED25519_PREFIX, seed);
        }
        case ECDSA_P256 -> {
          // The JDK's generator takes the randomness it is given; Conscrypt's uses its own.
          KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", "SunEC");
          generator.initialize(new ECGenParameterSpec("secp256r1"), random);
          yield generator.generateKeyPair().getPrivate().getEncoded();
        }
      };
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK cannot make an " + algorithm + " key", e);
    }
  }

  /**
   * The public keys that may belong to {@code pkcs8}: one, or two of which the caller finds the
   * right one by a signature.
   */
  static List<VerifyingKey> publicKeysOf(String what, byte[] pkcs8) throws FormatException {
    try {
      if (startsWith(pkcs8, ED25519_PREFIX)
          && pkcs8.length == ED25519_PREFIX.length + ED25519_SEED) {
        byte[] seed = Arrays.copyOfRange(pkcs8, ED25519_PREFIX.length, pkcs8.length);
        return List.of(VerifyingKey.parseSpki(what, ed25519Public(seed)));
      }
      PrivateKey key =
          KeyFactory.getInstance("EC", CryptoProvider.conscrypt())
              .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      if (key instanceof ECPrivateKey ec
          && ec.getParams().getOrder().bitLength() == P256_BITS
          && ec.getParams().getCurve().getField().getFieldSize() == P256_BITS) {
        return p256Publics(what, ec);
      }
    } catch (GeneralSecurityException e) {
      throw unreadable(what);
    }
    throw unreadable(what);
  }

  static FormatException unreadable(String what) {
    return new FormatException(what, "not an unencrypted PKCS#8 key of ECDSA P-256 or Ed25519");
  }

  /** No provider derives an Ed25519 public key, but a generator fed with the seed does. */
  private static Bytes ed25519Public(byte[] seed) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519", "SunEC");
    generator.initialize(NamedParameterSpec.ED25519, new Fixed(seed));
    return Bytes.copyOf(generator.generateKeyPair().getPublic().getEncoded());
  }

  /**
   * ECDH of the key with the base point gives the x of the public point, in constant time; the
   * curve's equation leaves two y.
   */
  private static List<VerifyingKey> p256Publics(String what, ECPrivateKey key)
      throws GeneralSecurityException, FormatException {
    ECParameterSpec params = key.getParams();
    KeyFactory keys = KeyFactory.getInstance("EC", CryptoProvider.conscrypt());
    KeyAgreement agreement = KeyAgreement.getInstance("ECDH", CryptoProvider.conscrypt());
    agreement.init(key);
    agreement.doPhase(
        keys.generatePublic(new ECPublicKeySpec(params.getGenerator(), params)), true);
    BigInteger x = new BigInteger(1, agreement.generateSecret());
    EllipticCurve curve = params.getCurve();
    BigInteger p = ((ECFieldFp) curve.getField()).getP();
    BigInteger square = x.pow(3).add(curve.getA().multiply(x)).add(curve.getB()).mod(p);
    BigInteger y = square.modPow(p.add(BigInteger.ONE).shiftRight(2), p); // p = 3 mod 4
    List<VerifyingKey> found = new ArrayList<>();
    for (BigInteger candidate : List.of(y, p.subtract(y))) {
      byte[] spki =
          keys.generatePublic(new ECPublicKeySpec(new ECPoint(x, candidate), params)).getEncoded();
      found.add(VerifyingKey.parseSpki(what, Bytes.copyOf(spki)));
    }
    return found;
  }

  private static boolean startsWith(byte[] all, byte[] prefix) {
    return all.length >= prefix.length
        && Arrays.equals(all, 0, prefix.length, prefix, 0, prefix.length);
  }

  private static byte[] concat(byte[] a, byte[] b) {
    byte[] all = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, all, a.length, b.length);
    return all;
  }

  /** Gives out one seed; not random at all. */
  private static final class Fixed extends SecureRandom {
    private static final long serialVersionUID = 1L;
    private final transient byte[] seed;

    Fixed(byte[] seed) {
      this.seed = seed;
    }

    @Override
    public void nextBytes(byte[] bytes) {
      if (bytes.length != seed.length) {
        throw new IllegalStateException("wanted " + bytes.length + " bytes, not " + seed.length);
      }
      System.arraycopy(seed, 0, bytes, 0, seed.length);
    }
  }
}
