package dev.plimsoll.signer.testing;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.signer.key.SigningKey;
import dev.plimsoll.signer.tuf.TufRepository.OfflineKeys;
import dev.plimsoll.signer.tuf.TufRepository.OnlineKeys;
import dev.plimsoll.verifier.Pem;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * TEST ONLY keys: the secret is SHA-256 of {@code plimsoll TEST ONLY NAME}, so that fixtures are
 * the same on every machine and nobody mistakes them for real ones.
 */
public final class FixedKeys {
  private static final byte[] ED25519_PREFIX =
      HexFormat.of().parseHex("302e020100300506032b657004220420");
  private static final byte[] P256_PREFIX =
      HexFormat.of()
          .parseHex("3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420");

  private FixedKeys() {}

  /** An Ed25519 key, as TUF roles have. */
  public static SigningKey ed25519(String name) {
    return key(name, ED25519_PREFIX);
  }

  /** An ECDSA P-256 key, as bundles, verdicts and releases have. */
  public static SigningKey p256(String name) {
    return key(name, P256_PREFIX);
  }

  public static OnlineKeys tufOnline() {
    return new OnlineKeys(
        ed25519("builder"),
        ed25519("auditor"),
        ed25519("layers"),
        ed25519("snapshot"),
        ed25519("timestamp"));
  }

  public static OfflineKeys tufOffline() {
    return new OfflineKeys(ed25519("root"), ed25519("targets"));
  }

  private static SigningKey key(String name, byte[] prefix) {
    byte[] secret =
        Digest.of(("plimsoll TEST ONLY " + name).getBytes(StandardCharsets.UTF_8)).bytes();
    byte[] pkcs8 = Arrays.copyOf(prefix, prefix.length + secret.length);
    System.arraycopy(secret, 0, pkcs8, prefix.length, secret.length);
    try {
      return SigningKey.parsePem(
          "test key " + name, Pem.encode(SigningKey.PEM_LABEL, pkcs8).toArray());
    } catch (FormatException e) {
      throw new IllegalStateException(e);
    }
  }
}
