package dev.plimsoll.signer.migrate;

import dev.plimsoll.formats.tuf.Key;
import dev.plimsoll.formats.tuf.Role;
import java.util.Map;
import java.util.TreeMap;

/**
 * Who speaks for the new repository as a whole; Notary has nobody who does.
 *
 * @param offline keys of root and of the top-level targets, by key id
 * @param threshold how many of {@code offline} must sign
 * @param online keys of snapshot and timestamp, by key id; one of them signs
 */
public record RepositoryKeys(Map<String, Key> offline, long threshold, Map<String, Key> online) {
  public RepositoryKeys {
    offline = Map.copyOf(offline);
    online = Map.copyOf(online);
    if (threshold < 1 || offline.size() < threshold || online.isEmpty()) {
      throw new IllegalArgumentException(
          "threshold " + threshold + " of " + offline.size() + ", online " + online.size());
    }
  }

  Role offlineRole() {
    return new Role(offline.keySet().stream().sorted().toList(), threshold);
  }

  Role onlineRole() {
    return new Role(online.keySet().stream().sorted().toList(), 1);
  }

  /** All of them by id, sorted. */
  Map<String, Key> all() {
    Map<String, Key> all = new TreeMap<>(offline);
    all.putAll(online);
    return all;
  }
}
