package dev.plimsoll.signer.tuf.event;

import dev.plimsoll.formats.tuf.DelegatedRole;
import dev.plimsoll.formats.tuf.Delegations;
import dev.plimsoll.formats.tuf.Key;
import dev.plimsoll.formats.tuf.PathPattern;
import dev.plimsoll.formats.tuf.Role;
import dev.plimsoll.formats.tuf.Root;
import dev.plimsoll.formats.tuf.Snapshot;
import dev.plimsoll.formats.tuf.Targets;
import dev.plimsoll.formats.tuf.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Version 1 of the offline files of a new repository: root and targets with the keys of people, and
 * below targets the host roles of release managers and the online roles {@code build}, {@code
 * audit} and {@code layers}. Paths do not overlap and all delegations terminate, so that none can
 * speak for another.
 *
 * @param online one key for each of {@code snapshot}, {@code timestamp}, {@code build}, {@code
 *     audit}, {@code layers}
 * @param hosts delegations to release managers, whose keys are {@code managers}
 */
public record Founding(
    Holders root,
    Holders targets,
    Map<String, Key> online,
    List<DelegatedRole> hosts,
    Map<String, Key> managers) {
  private static final Map<String, String> PATHS = paths();

  public Founding {
    hosts = List.copyOf(hosts);
  }

  /** Keys by key id, and how many of them must sign. */
  public record Holders(Map<String, Key> keys, long threshold) {
    public Holders {
      keys = Map.copyOf(keys);
    }

    Role role() {
      return new Role(keys.keySet().stream().sorted().toList(), threshold);
    }
  }

  /** What each online targets role may speak about, in order of precedence. */
  private static Map<String, String> paths() {
    Map<String, String> paths = new LinkedHashMap<>();
    paths.put("build", "img/*/*");
    paths.put("audit", "audit/*/*");
    paths.put("layers", "layer/sha256/*");
    return paths;
  }

  public Root firstRoot(Instant expires) {
    Map<String, Key> keys = new LinkedHashMap<>();
    keys.putAll(root.keys());
    keys.putAll(targets.keys());
    Map<String, Role> roles = new LinkedHashMap<>();
    roles.put(Root.TYPE, root.role());
    for (String name : List.of(Timestamp.TYPE, Snapshot.TYPE)) {
      Key key = held(name);
      keys.put(key.id(), key);
      roles.put(name, new Role(List.of(key.id()), 1));
    }
    roles.put(Targets.TYPE, targets.role());
    return new Root(1, expires, true, keys, roles);
  }

  public Targets firstTargets(Instant expires) {
    Map<String, Key> keys = new LinkedHashMap<>(managers);
    List<DelegatedRole> roles = new ArrayList<>(hosts);
    PATHS.forEach(
        (name, path) -> {
          Key key = held(name);
          keys.put(key.id(), key);
          roles.add(
              new DelegatedRole(
                  name,
                  new Role(List.of(key.id()), 1),
                  List.of(new PathPattern(path)),
                  List.of(),
                  true));
        });
    return new Targets(1, expires, Map.of(), Optional.of(Delegations.of(keys, roles)));
  }

  private Key held(String role) {
    return Optional.ofNullable(online.get(role))
        .orElseThrow(() -> new IllegalArgumentException("no online key for " + role));
  }
}
