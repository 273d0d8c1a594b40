package dev.plimsoll.signer.tuf;

import dev.plimsoll.formats.tuf.Key;
import dev.plimsoll.formats.tuf.Role;
import dev.plimsoll.signer.key.SigningKey;
import dev.plimsoll.signer.tuf.RoleSigners.Named;
import dev.plimsoll.verifier.tuf.TufKeys;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The private keys that a process holds. Which role a key is for stands in the metadata alone: a
 * role is online here when enough of its keys are on the ring. Keys that no role names (yet, or any
 * more) do no harm. Thread-safe.
 */
public final class KeyRing {
  private final Map<Key, SigningKey> keys;

  private KeyRing(Map<Key, SigningKey> keys) {
    this.keys = keys;
  }

  public static KeyRing of(Collection<SigningKey> keys) {
    Map<Key, SigningKey> byKey = new LinkedHashMap<>();
    keys.forEach(key -> byKey.put(TufKeys.of(key.publicKey()), key));
    return new KeyRing(new ConcurrentHashMap<>(byKey));
  }

  /** A key more, for a rotation: it signs from the moment on that published metadata names it. */
  public void add(SigningKey key) {
    keys.put(TufKeys.of(key.publicKey()), key);
  }

  /**
   * The first {@code threshold} signers of {@code role}; empty when the ring has fewer.
   *
   * @param named the keys that the delegator lists, by key id (any unique id, TAP 12)
   */
  Optional<RoleSigners> signers(Role role, Map<String, Key> named) {
    List<Named> found = new ArrayList<>();
    Set<Key> taken = new HashSet<>();
    for (String id : role.keyIds()) {
      Key key = named.get(id);
      SigningKey held = key == null ? null : keys.get(key);
      if (held != null && taken.add(key) && found.size() < role.threshold()) {
        found.add(new Named(id, held));
      }
    }
    return found.size() < role.threshold() ? Optional.empty() : Optional.of(new RoleSigners(found));
  }
}
