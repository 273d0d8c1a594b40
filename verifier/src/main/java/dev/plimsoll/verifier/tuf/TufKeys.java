package dev.plimsoll.verifier.tuf;

import dev.plimsoll.formats.tuf.Key;
import dev.plimsoll.verifier.VerifyingKey;
import java.util.EnumSet;
import java.util.Optional;

/** TUF's form of our keys (TUF 1.0.34 §4.2). */
public final class TufKeys {
  private TufKeys() {}

  public static Key of(VerifyingKey key) {
    return switch (key.algorithm()) {
      case ED25519 -> key(SignatureScheme.ED25519, key.rawEd25519().hex());
      case ECDSA_P256 -> key(SignatureScheme.ECDSA_P256, key.toPem().utf8());
    };
  }

  /** The key itself, of whatever scheme: two texts may be one key. */
  static Optional<TufKey> find(Key key) {
    return TufKey.find(key, EnumSet.allOf(SignatureScheme.class));
  }

  private static Key key(SignatureScheme scheme, String value) {
    return new Key(scheme.keyType(), scheme.wire(), value);
  }
}
