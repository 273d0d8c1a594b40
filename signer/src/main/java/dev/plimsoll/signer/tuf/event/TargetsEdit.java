package dev.plimsoll.signer.tuf.event;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.tuf.DelegatedRole;
import dev.plimsoll.formats.tuf.Delegations;
import dev.plimsoll.formats.tuf.Key;
import dev.plimsoll.formats.tuf.Targets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Next versions of the top-level targets, which only delegate. */
public final class TargetsEdit {
  private static final Delegations NONE = Delegations.of(Map.of(), List.of());

  private TargetsEdit() {}

  /** The same for longer; for delegated roles too. */
  public static Targets renewed(Targets targets, Instant expires) {
    return new Targets(targets.version() + 1, expires, targets.targets(), targets.delegations());
  }

  /**
   * With one more delegation, before all others: a host role is narrow, and no role that stands
   * earlier could take its paths.
   */
  public static Targets delegated(
      Targets targets, DelegatedRole role, Map<String, Key> keys, Instant expires)
      throws FormatException {
    Delegations before = targets.delegations().orElse(NONE);
    if (before.roles().stream().anyMatch(r -> r.name().equals(role.name()))) {
      throw new FormatException(
          "role " + role.name(), "is delegated to already; rotate changes its keys");
    }
    List<DelegatedRole> roles = new ArrayList<>(List.of(role));
    roles.addAll(before.roles());
    Map<String, Key> all = new LinkedHashMap<>(before.keys());
    all.putAll(keys);
    return next(targets, all, roles, expires);
  }

  /** With other keys or another threshold for one delegation. */
  public static Targets changed(Targets targets, String role, KeyChange change, Instant expires)
      throws FormatException {
    Delegations before = targets.delegations().orElse(NONE);
    List<DelegatedRole> roles = new ArrayList<>();
    boolean found = false;
    for (DelegatedRole each : before.roles()) {
      found |= each.name().equals(role);
      roles.add(each.name().equals(role) ? rekeyed(each, change) : each);
    }
    if (!found) {
      throw new FormatException(
          "role " + FormatException.quote(role),
          "targets delegates to " + before.roles().stream().map(DelegatedRole::name).toList());
    }
    Map<String, Key> keys = new LinkedHashMap<>(before.keys());
    keys.putAll(change.added());
    return next(targets, keys, roles, expires);
  }

  /** Without the delegation to {@code role}. */
  public static Targets undelegated(Targets targets, String role, Instant expires)
      throws FormatException {
    Delegations before = targets.delegations().orElse(NONE);
    List<DelegatedRole> roles =
        before.roles().stream().filter(r -> !r.name().equals(role)).toList();
    if (roles.size() == before.roles().size()) {
      throw new FormatException("role " + FormatException.quote(role), "is not delegated to");
    }
    return next(targets, before.keys(), roles, expires);
  }

  /** Several changes are one new version. */
  public static Targets asVersion(Targets targets, long version) {
    return new Targets(version, targets.expires(), targets.targets(), targets.delegations());
  }

  private static DelegatedRole rekeyed(DelegatedRole role, KeyChange change)
      throws FormatException {
    return new DelegatedRole(
        role.name(),
        change.apply("role " + role.name(), role.role()),
        role.paths(),
        role.pathHashPrefixes(),
        role.terminating());
  }

  private static Targets next(
      Targets targets, Map<String, Key> keys, List<DelegatedRole> roles, Instant expires) {
    Map<String, Key> used = new LinkedHashMap<>();
    roles.forEach(
        role ->
            role.role().keyIds().stream()
                .filter(keys::containsKey)
                .forEach(id -> used.put(id, keys.get(id))));
    return new Targets(
        targets.version() + 1,
        expires,
        targets.targets(),
        Optional.of(Delegations.of(used, roles)));
  }
}
