package dev.plimsoll.signer.tuf;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.tuf.DelegatedRole;
import dev.plimsoll.formats.tuf.Delegations;
import dev.plimsoll.formats.tuf.Snapshot;
import dev.plimsoll.formats.tuf.SuccinctRoles;
import dev.plimsoll.formats.tuf.Targets;
import dev.plimsoll.formats.tuf.Timestamp;
import dev.plimsoll.signer.tuf.RoleFile.Bin;
import dev.plimsoll.signer.tuf.RoleFile.Whole;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What must be signed anew for its age. Bins come a few at a time, the one that ends first in
 * front, unless it is late already: a repository of thousands must not sign them all in one moment.
 */
final class Renewal {
  /** Bins a round; with a round every ten minutes that is 2,304 a day. */
  static final int BINS_A_ROUND = 16;

  private final RepositoryState state;
  private final KeyRing ring;
  private final Instant now;

  Renewal(RepositoryState state, KeyRing ring, Instant now) {
    this.state = state;
    this.ring = ring;
    this.now = now;
  }

  /** Empty when nothing is due, not even the timestamp. */
  Optional<Draft> draft() throws IOException {
    Map<String, RoleFile> changed = new LinkedHashMap<>();
    Map<String, dev.plimsoll.formats.tuf.Key> keys =
        state.targets().delegations().map(Delegations::keys).orElse(Map.of());
    for (DelegatedRole role : state.delegated()) {
      Optional<Whole> file = state.whole(role.name());
      Optional<RoleSigners> signers = ring.signers(role.role(), keys);
      if (file.isPresent() && signers.isPresent()) {
        bins(changed, file.get(), signers.get());
        if (Lifetimes.due(role.name(), file.get().signed().signed().expires(), now)) {
          Targets old = file.get().signed().signed();
          Targets next =
              new Targets(
                  old.version() + 1,
                  Lifetimes.expiry(role.name(), now),
                  old.targets(),
                  old.delegations());
          changed.put(role.name(), new Whole(role.name(), signers.get().sign(next)));
        }
      }
    }
    boolean snapshotDue = Lifetimes.due(Snapshot.TYPE, state.snapshot().expires(), now);
    boolean timestampDue = Lifetimes.due(Timestamp.TYPE, state.timestamp().signed().expires(), now);
    return changed.isEmpty() && !snapshotDue && !timestampDue
        ? Optional.empty()
        : Optional.of(new Draft(Optional.empty(), changed, Map.of(), Map.of(), snapshotDue));
  }

  private void bins(Map<String, RoleFile> changed, Whole role, RoleSigners signers)
      throws IOException {
    List<Bin> due = new ArrayList<>();
    for (Bin bin : present(state, role)) {
      if (Lifetimes.due(bin.role(), bin.text().expires(), now)) {
        due.add(bin);
      }
    }
    due.sort(Comparator.comparing((Bin b) -> b.text().expires()).thenComparing(RoleFile::role));
    SortedMap<String, Bytes> none = new TreeMap<>();
    int count = 0;
    for (Bin bin : due) {
      if (count++ < BINS_A_ROUND || Lifetimes.urgent(bin.role(), bin.text().expires(), now)) {
        changed.put(
            bin.role(), Bins.next(role.role(), bin.role(), Optional.of(bin), none, signers, now));
      }
    }
  }

  /** The bins of {@code role} that are there. */
  static List<Bin> present(RepositoryState state, Whole role) {
    List<Bin> bins = new ArrayList<>();
    Optional<SuccinctRoles> succinct =
        role.signed().signed().delegations().flatMap(Delegations::succinct);
    if (succinct.isPresent()) {
      for (String name : Bins.names(succinct.get())) {
        state
            .role(name)
            .ifPresent(
                f -> {
                  if (f instanceof Bin bin) {
                    bins.add(bin);
                  }
                });
      }
    }
    return bins;
  }
}
