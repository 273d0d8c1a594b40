package dev.plimsoll.signer.tuf;

import dev.plimsoll.formats.tuf.Key;
import dev.plimsoll.formats.tuf.Role;
import dev.plimsoll.formats.tuf.Signed;
import dev.plimsoll.formats.tuf.TufMetadata;
import dev.plimsoll.signer.key.SigningKey;
import dev.plimsoll.verifier.tuf.TufKeys;
import java.io.IOException;
import java.util.List;

/** One key, one signature: the thresholds of our own roles are 1. */
final class TufSigning {
  private TufSigning() {}

  static Key key(SigningKey key) {
    return TufKeys.of(key.publicKey());
  }

  static Role role(SigningKey key) {
    return new Role(List.of(key(key).id()), 1);
  }

  static <T extends TufMetadata> Signed<T> sign(T metadata, SigningKey key) throws IOException {
    String sig = key.sign(Signed.toBeSigned(metadata)).hex();
    return Signed.of(metadata, List.of(new Signed.Signature(key(key).id(), sig)));
  }
}
