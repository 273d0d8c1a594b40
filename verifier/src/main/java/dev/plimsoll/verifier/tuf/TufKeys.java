package dev.plimsoll.verifier.tuf;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.tuf.Key;
import dev.plimsoll.verifier.VerifyingKey;
import java.util.Optional;

/** TUF's form of our keys and back (TUF 1.0.34 §4.2). */
public final class TufKeys {
  private static final String ED25519 = "ed25519";
  private static final String ECDSA = "ecdsa";

  /** Key type of old python-tuf and go-tuf repositories, the same key. */
  private static final String ECDSA_OLD = "ecdsa-sha2-nistp256";

  private static final String P256_SCHEME = "ecdsa-sha2-nistp256";

  private TufKeys() {}

  public static Key of(VerifyingKey key) {
    return switch (key.algorithm()) {
      case ED25519 -> new Key(ED25519, ED25519, key.rawEd25519().hex());
      case ECDSA_P256 -> new Key(ECDSA, P256_SCHEME, key.toPem().utf8());
    };
  }

  /** The key ready for use; empty when its scheme is unknown here or its value is no such key. */
  static Optional<VerifyingKey> find(Key key) {
    try {
      if (key.keyType().equals(ED25519) && key.scheme().equals(ED25519)) {
        return Optional.of(VerifyingKey.ofEd25519("TUF key", Bytes.parseHex(key.publicValue())));
      }
      boolean ecdsa = key.keyType().equals(ECDSA) || key.keyType().equals(ECDSA_OLD);
      if (ecdsa && key.scheme().equals(P256_SCHEME)) {
        VerifyingKey found = VerifyingKey.parsePem("TUF key", Bytes.ofUtf8(key.publicValue()));
        return found.algorithm() == VerifyingKey.Algorithm.ECDSA_P256
            ? Optional.of(found)
            : Optional.empty();
      }
      return Optional.empty();
    } catch (FormatException e) {
      return Optional.empty();
    }
  }
}
