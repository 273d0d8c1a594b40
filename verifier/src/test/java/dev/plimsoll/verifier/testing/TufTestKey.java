package dev.plimsoll.verifier.testing;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.tuf.Key;
import dev.plimsoll.verifier.Pem;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;

/**
 * TEST ONLY: keys of the schemes that only TUF knows, made by the JDK's providers.
 *
 * @param secret signs a message
 */
public record TufTestKey(Key tufKey, Secret secret) implements TufSigner {
  /** The private half. */
  public interface Secret {
    byte[] sign(byte[] message) throws GeneralSecurityException;
  }

  public static TufTestKey p384(String name) {
    KeyPair pair = pair("EC", name, new ECGenParameterSpec("secp384r1"));
    return of(
        "ecdsa",
        "ecdsa-sha2-nistp384",
        pair,
        message -> sign(Signature.getInstance("SHA384withECDSA", "SunEC"), pair, message));
  }

  /** A key that also has the form of a P-256 scheme, wrongly. */
  public static TufTestKey p384CalledP256(String name) {
    TufTestKey right = p384(name);
    return new TufTestKey(
        new Key("ecdsa", "ecdsa-sha2-nistp256", right.tufKey().publicValue()), right.secret());
  }

  /**
   * @param salt bytes of salt in each signature
   */
  public static TufTestKey rsa(String name, int bits, int salt) {
    KeyPair pair = pair("RSA", name, new RSAKeyGenParameterSpec(bits, RSAKeyGenParameterSpec.F4));
    return of(
        "rsa",
        "rsassa-pss-sha256",
        pair,
        message -> {
          Signature signer = Signature.getInstance("RSASSA-PSS", "SunRsaSign");
          signer.setParameter(
              new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, salt, 1));
          return sign(signer, pair, message);
        });
  }

  /** TAP 21. */
  public static TufTestKey mlDsa65(String name) {
    KeyPair pair = pair("ML-DSA", name, NamedParameterSpec.ML_DSA_65);
    return of(
        "ml-dsa",
        "ml-dsa-65/1",
        pair,
        message -> {
          byte[] hash = MessageDigest.getInstance("SHA-512").digest(message);
          byte[] payload = new byte[4 + hash.length];
          System.arraycopy(new byte[] {'t', 'u', 'f', 1}, 0, payload, 0, 4);
          System.arraycopy(hash, 0, payload, 4, hash.length);
          return sign(Signature.getInstance("ML-DSA"), pair, payload);
        });
  }

  private static TufTestKey of(String type, String scheme, KeyPair pair, Secret secret) {
    String pem = Pem.encode("PUBLIC KEY", pair.getPublic().getEncoded()).utf8();
    return new TufTestKey(new Key(type, scheme, pem), secret);
  }

  private static KeyPair pair(String generator, String name, AlgorithmParameterSpec parameters) {
    try {
      KeyPairGenerator keys = KeyPairGenerator.getInstance(generator);
      keys.initialize(parameters, new TestKey.NamedBytes(name));
      return keys.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] sign(Signature signer, KeyPair pair, byte[] message)
      throws GeneralSecurityException {
    signer.initSign(pair.getPrivate());
    signer.update(message);
    return signer.sign();
  }

  @Override
  public Bytes sign(Bytes message) {
    try {
      return Bytes.copyOf(secret.sign(message.toArray()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
