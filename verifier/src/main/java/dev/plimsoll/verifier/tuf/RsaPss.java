package dev.plimsoll.verifier.tuf;

import dev.plimsoll.formats.Bytes;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.OptionalInt;
import javax.crypto.Cipher;

/**
 * RSASSA-PSS with SHA-256 and MGF1 over SHA-256 (RFC 8017 §8.1.2), any salt length: signers use 32
 * bytes (securesystemslib, most tokens) or as many as fit (Go, OpenSSL), and TUF says neither. The
 * JDK wants the length beforehand, so it is read out of the signature first; the verdict is the
 * JDK's alone.
 */
final class RsaPss {
  private static final int HASH = 32;
  private static final int TRAILER = 0xbc;

  private RsaPss() {}

  static boolean verify(RSAPublicKey key, Bytes message, Bytes signature)
      throws GeneralSecurityException {
    int bytes = (key.getModulus().bitLength() + 7) / 8;
    if (signature.size() != bytes) {
      return false;
    }
    OptionalInt salt = saltLength(key, signature);
    if (salt.isEmpty()) {
      return false;
    }
    Signature verifier = Signature.getInstance("RSASSA-PSS", "SunRsaSign");
    verifier.setParameter(
        new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, salt.getAsInt(), 1));
    verifier.initVerify(key);
    verifier.update(message.toArray());
    return verifier.verify(signature.toArray());
  }

  /** RFC 8017 §9.1.2 steps 4 to 10 as far as the length of the salt goes; nothing is proved. */
  private static OptionalInt saltLength(RSAPublicKey key, Bytes signature)
      throws GeneralSecurityException {
    Cipher power = Cipher.getInstance("RSA/ECB/NoPadding", "SunJCE");
    power.init(Cipher.ENCRYPT_MODE, key);
    byte[] whole = power.doFinal(signature.toArray());
    int bits = key.getModulus().bitLength() - 1;
    int length = (bits + 7) / 8;
    int skip = whole.length - length; // one byte when the modulus has 8n + 1 bits
    int masked = length - HASH - 1;
    if (masked < 1 || (whole[whole.length - 1] & 0xff) != TRAILER) {
      return OptionalInt.empty();
    }
    byte[] mask = mgf1(whole, skip + masked, masked);
    int unused = 8 * length - bits;
    for (int i = 0; i < masked; i++) {
      int b = (whole[skip + i] ^ mask[i]) & 0xff;
      if (i == 0) {
        b &= 0xff >> unused;
      }
      if (b == 1) {
        return OptionalInt.of(masked - i - 1);
      }
      if (b != 0) {
        return OptionalInt.empty();
      }
    }
    return OptionalInt.empty();
  }

  /** RFC 8017 appendix B.2.1, the seed being the hash at {@code at}. */
  private static byte[] mgf1(byte[] seed, int at, int length) throws GeneralSecurityException {
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256", "SUN");
    byte[] mask = new byte[length];
    for (int done = 0, counter = 0; done < length; counter++) {
      sha256.update(seed, at, HASH);
      sha256.update(new byte[] {0, 0, (byte) (counter >>> 8), (byte) counter});
      byte[] block = sha256.digest();
      int take = Math.min(HASH, length - done);
      System.arraycopy(block, 0, mask, done, take);
      done += take;
    }
    return mask;
  }
}
