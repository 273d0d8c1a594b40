package dev.plimsoll.signer.notary;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.notary.NotaryFile;
import dev.plimsoll.formats.notary.NotaryKey;
import dev.plimsoll.formats.notary.NotaryMeta;
import dev.plimsoll.formats.notary.NotaryRoles;
import dev.plimsoll.formats.notary.NotaryRoot;
import dev.plimsoll.formats.notary.NotarySigned;
import dev.plimsoll.formats.notary.NotarySnapshot;
import dev.plimsoll.formats.notary.NotaryTimestamp;
import dev.plimsoll.formats.tuf.Role;
import dev.plimsoll.signer.key.SigningKey;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Signs the files that are the server's to sign. Blocking: keys are read from disk. */
final class ServerRoles {
  /** Notary's own lifetimes. */
  static final Duration SNAPSHOT_LIFE = Duration.ofDays(3 * 365);

  static final Duration TIMESTAMP_LIFE = Duration.ofDays(14);

  private final NotaryKeys keys;

  ServerRoles(NotaryKeys keys) {
    this.keys = keys;
  }

  static NotaryKey publicKey(SigningKey key) {
    return new NotaryKey(NotaryKey.ED25519, key.publicKey().rawEd25519());
  }

  /** The held keys that {@code root} names for {@code role}, as many as its threshold; or none. */
  static List<HeldKey> usable(NotaryRoot root, String role, List<HeldKey> held) {
    Role named = root.role(role);
    List<HeldKey> usable =
        held.stream()
            .filter(k -> k.role().equals(role) && named.keyIds().contains(k.key().id()))
            .toList();
    return usable.size() < named.threshold() ? List.of() : usable;
  }

  NotaryFile<NotarySnapshot> snapshot(
      List<HeldKey> signers, long version, Map<String, NotaryMeta> meta, Instant now)
      throws IOException {
    return sign(new NotarySnapshot(version, now.plus(SNAPSHOT_LIFE), meta), signers);
  }

  NotaryFile<NotaryTimestamp> timestamp(
      List<HeldKey> signers, long version, Bytes snapshot, Instant now) throws IOException {
    return sign(
        new NotaryTimestamp(version, now.plus(TIMESTAMP_LIFE), NotaryMeta.of(snapshot)), signers);
  }

  private <T extends NotarySigned> NotaryFile<T> sign(T signed, List<HeldKey> signers)
      throws IOException {
    List<NotaryFile.Signature> signatures = new ArrayList<>();
    for (HeldKey signer : signers) {
      Bytes sig = keys.load(signer.name()).sign(signed.toBeSigned());
      signatures.add(new NotaryFile.Signature(signer.key().id(), "eddsa", sig));
    }
    return NotaryFile.of(signed, signatures);
  }

  /** The server's key for a role: the one that root names, else the newest made. */
  static Optional<HeldKey> answer(Optional<NotaryRoot> root, String role, List<HeldKey> held) {
    Optional<HeldKey> named =
        root.stream().flatMap(r -> usable(r, role, held).stream()).findFirst();
    return named.or(() -> held.reversed().stream().filter(k -> k.role().equals(role)).findFirst());
  }

  static boolean isServerRole(String role) {
    return role.equals(NotaryRoles.SNAPSHOT) || role.equals(NotaryRoles.TIMESTAMP);
  }
}
