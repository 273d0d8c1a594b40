package dev.plimsoll.signer.tuf.event;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.tuf.Key;
import dev.plimsoll.formats.tuf.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What changes about who signs a role.
 *
 * @param added new keys by key id
 * @param removed key ids, each of which the role must have
 * @param threshold the new one; empty keeps the old
 */
public record KeyChange(Map<String, Key> added, List<String> removed, OptionalLong threshold) {
  public KeyChange {
    added = Map.copyOf(added);
    removed = List.copyOf(removed);
  }

  Role apply(String where, Role before) throws FormatException {
    List<String> ids = new ArrayList<>(before.keyIds());
    for (String id : removed) {
      if (!ids.remove(id)) {
        throw new FormatException(where, "has no key " + FormatException.quote(id));
      }
    }
    added.keySet().stream().sorted().filter(id -> !ids.contains(id)).forEach(ids::add);
    long wanted = threshold.orElse(before.threshold());
    if (wanted < 1 || wanted > ids.size()) {
      throw new FormatException(
          where, "threshold " + wanted + " of " + ids.size() + " keys cannot be reached");
    }
    return new Role(ids, wanted);
  }
}
