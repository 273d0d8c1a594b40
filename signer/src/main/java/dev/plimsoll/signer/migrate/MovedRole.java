package dev.plimsoll.signer.migrate;

import dev.plimsoll.formats.tuf.DelegatedRole;
import dev.plimsoll.formats.tuf.Key;
import dev.plimsoll.formats.tuf.Targets;
import java.util.Map;

/**
 * A role of Notary as a delegated role of TUF.
 *
 * @param from {@code targets} or {@code targets/…}
 * @param delegation name, paths, key ids and threshold
 * @param keys of the delegation, by TUF key id
 * @param targets its file, not signed; its version is that of Notary's file
 */
public record MovedRole(
    String gun, String from, DelegatedRole delegation, Map<String, Key> keys, Targets targets) {
  public MovedRole {
    keys = Map.copyOf(keys);
  }

  public String name() {
    return delegation.name();
  }
}
