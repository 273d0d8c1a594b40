package dev.plimsoll.signer.tuf.event;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.tuf.DelegatedRole;
import dev.plimsoll.formats.tuf.Delegations;
import dev.plimsoll.formats.tuf.Key;
import dev.plimsoll.formats.tuf.Role;
import dev.plimsoll.formats.tuf.Root;
import dev.plimsoll.formats.tuf.Targets;
import dev.plimsoll.formats.tuf.TufMetadata;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What people would regret to have signed: a role that its keys can never reach the threshold of, a
 * file that has expired, or other snapshots than clients are used to.
 */
final class Proposals {
  private Proposals() {}

  static void check(String role, TufMetadata next, Optional<Bytes> before, Instant now)
      throws FormatException {
    if (!next.expires().isAfter(now)) {
      throw new FormatException(role, "expires " + next.expires() + ", which is past");
    }
    switch (next) {
      case Root root -> root(root, before);
      case Targets targets -> {
        if (targets.delegations().isPresent()) {
          delegations(role, targets.delegations().get());
        }
      }
      default -> throw new FormatException(role, "is no role that people sign");
    }
  }

  private static void root(Root root, Optional<Bytes> before) throws FormatException {
    for (Map.Entry<String, Role> each : root.roles().entrySet()) {
      reachable("root, role " + each.getKey(), each.getValue(), root.keys());
    }
    if (before.isPresent()) {
      Root old = (Root) SigningEvent.parse(Root.TYPE, before.get()).signed();
      if (old.consistentSnapshot() != root.consistentSnapshot()) {
        throw new FormatException(
            "root", "consistent_snapshot changes; clients would no longer find files");
      }
    }
  }

  private static void delegations(String role, Delegations delegations) throws FormatException {
    for (DelegatedRole each : delegations.roles()) {
      reachable(role + ", delegation " + each.name(), each.role(), delegations.keys());
    }
    if (delegations.succinct().isPresent()) {
      reachable(role + ", bins", delegations.succinct().get().role(), delegations.keys());
    }
  }

  private static void reachable(String where, Role role, Map<String, Key> keys)
      throws FormatException {
    Set<Key> different = new HashSet<>();
    for (String id : role.keyIds()) {
      Key key = keys.get(id);
      if (key == null) {
        throw new FormatException(where, "key " + FormatException.quote(id) + " is not listed");
      }
      different.add(key);
    }
    if (different.size() < role.threshold()) {
      throw new FormatException(
          where,
          "threshold is " + role.threshold() + " with " + different.size() + " different keys");
    }
  }
}
