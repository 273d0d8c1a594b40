package dev.plimsoll.signer.migrate;

import dev.plimsoll.formats.notary.NotaryFile;
import dev.plimsoll.formats.notary.NotaryKey;
import dev.plimsoll.formats.tuf.Key;
import dev.plimsoll.formats.tuf.Role;
import dev.plimsoll.verifier.notary.NotaryPublicKey;
import dev.plimsoll.verifier.notary.NotaryRole;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Keys of a role, in the form of TUF 1.0.34 §4.2. */
final class KeyMove {
  private static final String PKCS1 = "rsapkcs1v15";

  private KeyMove() {}

  /**
   * Keys that may sign the role's file in TUF, and how many must.
   *
   * @param keys by TUF key id
   */
  record Signers(Map<String, Key> keys, long threshold) {
    Role role() {
      return new Role(List.copyOf(new TreeMap<>(keys).keySet()), threshold);
    }
  }

  /** Those of {@code role}, else the repository's own: a role must have somebody. */
  static Signers of(NotaryRole role, RepositoryKeys own, Consumer<String> lost) {
    Map<String, Key> kept = new TreeMap<>();
    role.keys().forEach((id, key) -> move(role, id, key, lost).ifPresent(k -> kept.put(k.id(), k)));
    if (kept.size() < role.role().threshold()) {
      lost.accept(
          "role "
              + role.name()
              + ": "
              + kept.size()
              + " of its keys can be kept, its threshold is "
              + role.role().threshold()
              + "; the repository's own keys sign in its place");
      return new Signers(own.offline(), own.threshold());
    }
    return new Signers(kept, role.role().threshold());
  }

  private static Optional<Key> move(
      NotaryRole role, String id, NotaryKey key, Consumer<String> lost) {
    Optional<NotaryPublicKey> ready = NotaryPublicKey.find(key);
    Optional<Key> moved = ready.flatMap(NotaryPublicKey::toTuf);
    String what = "role " + role.name() + ", key " + id + ": ";
    if (moved.isEmpty()) {
      lost.accept(what + "TUF has no scheme for this " + key.keyType() + " key; left out");
      return moved;
    }
    Optional<Instant> end = ready.flatMap(NotaryPublicKey::certificateEnd);
    end.ifPresent(
        e ->
            lost.accept(
                what + "its certificate, which ends at " + e + ", is not kept, only the key is"));
    if (role.file().stream().anyMatch(f -> signedBy(f, id, PKCS1))) {
      lost.accept(what + "signed with " + PKCS1 + ", which TUF lacks; it signs rsassa-pss now");
    }
    if (moved.get().scheme().endsWith("nistp384")) {
      lost.accept(what + "signs SHA-384 in TUF, where Notary signs SHA-256");
    }
    return moved;
  }

  private static boolean signedBy(NotaryFile<?> file, String id, String method) {
    return file.signatures().stream()
        .anyMatch(s -> s.keyId().equals(id) && s.method().equals(method));
  }
}
