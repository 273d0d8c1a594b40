package dev.plimsoll.verifier.notary;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.notary.NotaryFile.Signature;
import dev.plimsoll.formats.notary.NotaryKey;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;

/**
 * A key of a simulated publisher.
 *
 * @param key as metadata has it
 * @param method what it signs with
 */
record TestSigner(KeyPair pair, NotaryKey key, String method) {

  static TestSigner ed25519() {
    KeyPair pair = pair("Ed25519");
    byte[] der = pair.getPublic().getEncoded();
    Bytes raw = Bytes.copyOf(Arrays.copyOfRange(der, der.length - 32, der.length));
    return new TestSigner(pair, new NotaryKey(NotaryKey.ED25519, raw), "eddsa");
  }

  static TestSigner ecdsa(String curve) {
    KeyPair pair = pair(curve);
    Bytes spki = Bytes.copyOf(pair.getPublic().getEncoded());
    return new TestSigner(pair, new NotaryKey(NotaryKey.ECDSA, spki), "ecdsa");
  }

  static TestSigner rsa(String method) {
    KeyPair pair = pair("RSA");
    Bytes spki = Bytes.copyOf(pair.getPublic().getEncoded());
    return new TestSigner(pair, new NotaryKey(NotaryKey.RSA, spki), method);
  }

  /** The same key in a certificate. */
  TestSigner certified(String pem) {
    String type = pair.getPublic().getAlgorithm().equals("RSA") ? "rsa-x509" : "ecdsa-x509";
    return new TestSigner(pair, new NotaryKey(type, Bytes.ofUtf8(pem)), method);
  }

  static KeyPair pair(String algorithm) {
    try {
      if (algorithm.startsWith("secp")) {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", "SunEC");
        generator.initialize(new ECGenParameterSpec(algorithm));
        return generator.generateKeyPair();
      }
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      if (algorithm.equals("RSA")) {
        generator.initialize(2048);
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  String id() {
    return key.id();
  }

  Signature sign(Bytes message) {
    try {
      java.security.Signature signer =
          switch (method) {
            case "eddsa" -> java.security.Signature.getInstance("Ed25519");
            case "ecdsa" -> java.security.Signature.getInstance("SHA256withECDSAinP1363Format");
            case "rsapss" -> java.security.Signature.getInstance("RSASSA-PSS");
            default -> java.security.Signature.getInstance("SHA256withRSA");
          };
      if (method.equals("rsapss")) {
        signer.setParameter(
            new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
      }
      signer.initSign(pair.getPrivate());
      signer.update(message.toArray());
      return new Signature(id(), method, Bytes.copyOf(signer.sign()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
