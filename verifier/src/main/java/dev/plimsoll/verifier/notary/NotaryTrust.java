package dev.plimsoll.verifier.notary;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.notary.NotaryFile;
import dev.plimsoll.formats.notary.NotaryRoles;
import dev.plimsoll.formats.notary.NotaryRoot;
import dev.plimsoll.formats.notary.NotarySnapshot;
import dev.plimsoll.formats.notary.NotaryTimestamp;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The trust data of one collection, every file of it verified.
 *
 * @param gun globally unique name: what the root certificates are for
 * @param anchor why the root is trusted
 * @param roles {@code targets} first, then delegations in the order in which names are looked up
 */
public record NotaryTrust(
    String gun,
    RootAnchor anchor,
    NotaryFile<NotaryRoot> root,
    NotaryFile<NotaryTimestamp> timestamp,
    NotaryFile<NotarySnapshot> snapshot,
    List<NotaryRole> roles) {
  public NotaryTrust {
    roles = List.copyOf(roles);
  }

  /** What to remember for the next time: the files by role, byte for byte. */
  public Map<String, Bytes> files() {
    Map<String, Bytes> files = new LinkedHashMap<>();
    files.put(NotaryRoles.ROOT, root.file());
    files.put(NotaryRoles.TIMESTAMP, timestamp.file());
    files.put(NotaryRoles.SNAPSHOT, snapshot.file());
    roles.forEach(role -> role.file().ifPresent(f -> files.put(role.name(), f.file())));
    return files;
  }
}
