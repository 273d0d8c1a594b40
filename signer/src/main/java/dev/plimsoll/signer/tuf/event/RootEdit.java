package dev.plimsoll.signer.tuf.event;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.tuf.Key;
import dev.plimsoll.formats.tuf.Role;
import dev.plimsoll.formats.tuf.Root;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Next versions of a root. Each gives a new value; keys that no role names any more are dropped.
 */
public final class RootEdit {
  private RootEdit() {}

  /** The same roles for longer. */
  public static Root renewed(Root root, Instant expires) {
    return next(root, root.keys(), root.roles(), expires);
  }

  /**
   * With other keys or another threshold for one role.
   *
   * @throws FormatException when root has no such role, or the change does not fit
   */
  public static Root changed(Root root, String role, KeyChange change, Instant expires)
      throws FormatException {
    Role before = root.roles().get(role);
    if (before == null) {
      throw new FormatException(
          "role " + FormatException.quote(role), "root names " + root.roles().keySet());
    }
    Map<String, Key> keys = new LinkedHashMap<>(root.keys());
    keys.putAll(change.added());
    Map<String, Role> roles = new LinkedHashMap<>(root.roles());
    roles.put(role, change.apply("role " + role, before));
    return next(root, keys, roles, expires);
  }

  /** Several changes are one new version. */
  public static Root asVersion(Root root, long version) {
    return new Root(version, root.expires(), root.consistentSnapshot(), root.keys(), root.roles());
  }

  private static Root next(
      Root root, Map<String, Key> keys, Map<String, Role> roles, Instant expires) {
    Map<String, Key> used = new LinkedHashMap<>();
    roles
        .values()
        .forEach(
            role ->
                role.keyIds().stream()
                    .filter(keys::containsKey)
                    .forEach(id -> used.put(id, keys.get(id))));
    return new Root(root.version() + 1, expires, root.consistentSnapshot(), used, roles);
  }
}
