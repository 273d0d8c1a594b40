package dev.plimsoll.signer.tuf;

import dev.plimsoll.formats.tuf.DelegatedRole;
import dev.plimsoll.formats.tuf.Delegations;
import dev.plimsoll.formats.tuf.Key;
import dev.plimsoll.formats.tuf.Root;
import dev.plimsoll.formats.tuf.Snapshot;
import dev.plimsoll.formats.tuf.Targets;
import dev.plimsoll.formats.tuf.Timestamp;
import dev.plimsoll.signer.tuf.RoleFile.Bin;
import dev.plimsoll.signer.tuf.RoleFile.Whole;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** When the files of a state run out, by role. */
final class Expiries {
  private Expiries() {}

  static Map<String, Instant> of(RepositoryState state) {
    Map<String, Instant> expiries = new TreeMap<>();
    expiries.put(Root.TYPE, state.root().signed().expires());
    expiries.put(Targets.TYPE, state.targets().expires());
    expiries.put(Snapshot.TYPE, state.snapshot().expires());
    expiries.put(Timestamp.TYPE, state.timestamp().signed().expires());
    for (DelegatedRole role : state.delegated()) {
      Optional<Whole> file = state.whole(role.name());
      if (file.isPresent()) {
        expiries.put(role.name(), first(state, file.get()));
      }
    }
    return expiries;
  }

  static Map<String, Instant> offline(RepositoryState state, KeyRing ring) {
    Map<String, Instant> offline = new TreeMap<>(of(state));
    Root root = state.root().signed();
    for (String role : Root.TOP_LEVEL) {
      if (!role.equals(Root.TYPE) && ring.signers(root.role(role), root.keys()).isPresent()) {
        offline.remove(role);
      }
    }
    Map<String, Key> keys = state.targets().delegations().map(Delegations::keys).orElse(Map.of());
    for (DelegatedRole role : state.delegated()) {
      if (ring.signers(role.role(), keys).isPresent()) {
        offline.remove(role.name());
      }
    }
    return offline;
  }

  private static Instant first(RepositoryState state, Whole role) {
    Instant first = role.signed().signed().expires();
    for (Bin bin : Renewal.present(state, role)) {
      if (bin.text().expires().isBefore(first)) {
        first = bin.text().expires();
      }
    }
    return first;
  }
}
