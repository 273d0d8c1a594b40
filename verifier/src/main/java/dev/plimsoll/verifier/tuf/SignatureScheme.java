package dev.plimsoll.verifier.tuf;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * A key type and scheme that this client can check (TUF 1.0.34 §4.2; ECDSA P-384 as
 * securesystemslib names it, ML-DSA after TAP 21). What is not here is no error: such a key merely
 * never counts.
 */
public enum SignatureScheme {
  ED25519("ed25519", "ed25519"),
  ECDSA_P256("ecdsa", "ecdsa-sha2-nistp256"),
  ECDSA_P384("ecdsa", "ecdsa-sha2-nistp384"),
  RSASSA_PSS_SHA256("rsa", "rsassa-pss-sha256"),
  /** A draft; counts only where {@link UpdaterPolicy} says so. */
  ML_DSA_65("ml-dsa", "ml-dsa-65/1");

  /** What the specification has; what a client accepts unless told otherwise. */
  public static final Set<SignatureScheme> STANDARD =
      Collections.unmodifiableSet(EnumSet.of(ED25519, ECDSA_P256, ECDSA_P384, RSASSA_PSS_SHA256));

  private final String keyType;
  private final String wire;

  SignatureScheme(String keyType, String wire) {
    this.keyType = keyType;
    this.wire = wire;
  }

  /** {@code keytype} as written. */
  public String keyType() {
    return keyType;
  }

  /** {@code scheme} as written. */
  public String wire() {
    return wire;
  }

  /** Old repositories name the scheme as key type, too ({@code ecdsa-sha2-nistp256}). */
  static Optional<SignatureScheme> find(String keyType, String scheme) {
    for (SignatureScheme s : values()) {
      boolean type = keyType.equals(s.keyType) || (isEcdsa(s) && keyType.equals(s.wire));
      if (type && scheme.equals(s.wire)) {
        return Optional.of(s);
      }
    }
    return Optional.empty();
  }

  private static boolean isEcdsa(SignatureScheme scheme) {
    return scheme == ECDSA_P256 || scheme == ECDSA_P384;
  }
}
