package dev.plimsoll.verifier.testing;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.tuf.Key;
import dev.plimsoll.verifier.VerifyingKey;
import dev.plimsoll.verifier.VerifyingKey.Algorithm;
import dev.plimsoll.verifier.tuf.TufKeys;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.NamedParameterSpec;

/**
 * TEST ONLY: a key that its name gives, made and used by the JDK's own provider, so that the code
 * under test is checked against another implementation.
 */
public final class TestKey implements TufSigner {
  private static final String PROVIDER = "SunEC";

  private final Algorithm algorithm;
  private final KeyPair pair;
  private final VerifyingKey publicKey;

  private TestKey(Algorithm algorithm, KeyPair pair, VerifyingKey publicKey) {
    this.algorithm = algorithm;
    this.pair = pair;
    this.publicKey = publicKey;
  }

  public static TestKey p256(String name) {
    return make(name, Algorithm.ECDSA_P256, "EC", new ECGenParameterSpec("secp256r1"));
  }

  public static TestKey ed25519(String name) {
    return make(name, Algorithm.ED25519, "Ed25519", NamedParameterSpec.ED25519);
  }

  private static TestKey make(
      String name, Algorithm algorithm, String generator, AlgorithmParameterSpec parameters) {
    try {
      KeyPairGenerator keys = KeyPairGenerator.getInstance(generator, PROVIDER);
      keys.initialize(parameters, new NamedBytes(name));
      KeyPair pair = keys.generateKeyPair();
      Bytes spki = Bytes.copyOf(pair.getPublic().getEncoded());
      return new TestKey(algorithm, pair, VerifyingKey.parseSpki("test key " + name, spki));
    } catch (GeneralSecurityException | FormatException e) {
      throw new IllegalStateException(e);
    }
  }

  public VerifyingKey publicKey() {
    return publicKey;
  }

  @Override
  public Key tufKey() {
    return TufKeys.of(publicKey);
  }

  @Override
  public Bytes sign(Bytes message) {
    return sign(algorithm == Algorithm.ED25519 ? "Ed25519" : "SHA256withECDSA", message.toArray());
  }

  /** P-256 only. */
  public Bytes signDigest(Digest digest) {
    return sign("NONEwithECDSA", digest.bytes());
  }

  private Bytes sign(String name, byte[] message) {
    try {
      Signature signer = Signature.getInstance(name, PROVIDER);
      signer.initSign(pair.getPrivate());
      signer.update(message);
      return Bytes.copyOf(signer.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** SHA-256 of name and counter, one after the other: the same on every machine. */
  static final class NamedBytes extends SecureRandom {
    private static final long serialVersionUID = 1L;
    private final String name;
    private int counter;

    NamedBytes(String name) {
      this.name = name;
    }

    @Override
    public void nextBytes(byte[] bytes) {
      for (int filled = 0; filled < bytes.length; ) {
        String text = "plimsoll TEST ONLY " + name + " " + counter++;
        byte[] block = Digest.of(text.getBytes(StandardCharsets.UTF_8)).bytes();
        int take = Math.min(block.length, bytes.length - filled);
        System.arraycopy(block, 0, bytes, filled, take);
        filled += take;
      }
    }
  }
}
