package dev.plimsoll.signer.tuf;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.tuf.DelegatedRole;
import dev.plimsoll.formats.tuf.Delegations;
import dev.plimsoll.formats.tuf.Root;
import dev.plimsoll.formats.tuf.Signed;
import dev.plimsoll.formats.tuf.SuccinctRoles;
import dev.plimsoll.formats.tuf.TargetFile;
import dev.plimsoll.formats.tuf.Targets;
import dev.plimsoll.formats.tuf.Timestamp;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is published at one moment: immutable, read by many threads while the next is made.
 *
 * @param roots every root file ever, by version: the chain that old clients walk
 * @param snapshot the present one; older ones that are given out are in {@code snapshots}
 * @param roles the targets roles, {@code targets} itself among them, by name
 * @param pendingRoot a root that a crash left without the timestamp that belongs to it
 */
record RepositoryState(
    SortedMap<Long, Bytes> roots,
    Signed<Root> root,
    Signed<Timestamp> timestamp,
    SignedText snapshot,
    FileVersions snapshots,
    PersistentMap<Entry> roles,
    Optional<Bytes> pendingRoot) {
  private static final Pattern CONSISTENT = Pattern.compile("(.*/)?([0-9a-f]{64})\\.([^/]+)");

  /** One role's present file, and what of it is given out. */
  record Entry(RoleFile file, FileVersions versions) {
    static Entry first(RoleFile file) {
      return new Entry(file, new FileVersions(file.version(), List.of(file.file())));
    }

    Entry next(RoleFile next) {
      return new Entry(next, versions.next(next.version(), next.file()));
    }
  }

  Optional<RoleFile> role(String name) {
    return roles.find(name).map(Entry::file);
  }

  Optional<RoleFile.Whole> whole(String name) {
    return role(name)
        .flatMap(f -> f instanceof RoleFile.Whole w ? Optional.of(w) : Optional.empty());
  }

  Targets targets() {
    return whole(Targets.TYPE).orElseThrow().signed().signed();
  }

  /** The roles that the top-level targets name, in order of precedence. */
  List<DelegatedRole> delegated() {
    return targets().delegations().map(Delegations::roles).orElse(List.of());
  }

  Optional<DelegatedRole> delegation(String role) {
    return delegated().stream().filter(d -> d.name().equals(role)).findFirst();
  }

  /** The bin of {@code role} that {@code path} falls into; empty when the role has no bins. */
  static Optional<String> binOf(Targets role, String path) {
    return role.delegations()
        .flatMap(Delegations::succinct)
        .map((SuccinctRoles bins) -> bins.binOf(path).name());
  }

  Optional<TargetFile> findTarget(String path) {
    Optional<TargetFile> own = Optional.ofNullable(targets().targets().get(path));
    if (own.isPresent()) {
      return own;
    }
    for (DelegatedRole delegated : delegated()) {
      if (delegated.covers(path)) {
        Optional<TargetFile> found = findTarget(delegated.name(), path);
        if (found.isPresent() || delegated.terminating()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  /** What one role, with its bins, says of {@code path}. */
  Optional<TargetFile> findTarget(String role, String path) {
    Optional<Targets> file = whole(role).map(f -> f.signed().signed());
    if (file.isEmpty()) {
      return Optional.empty();
    }
    return Optional.ofNullable(file.get().targets().get(path))
        .or(
            () ->
                binOf(file.get(), path)
                    .flatMap(this::role)
                    .flatMap(f -> f instanceof RoleFile.Bin b ? b.find(path) : Optional.empty()));
  }

  /** {@code dir/HASH.name}, as clients ask with consistent snapshots (§5.7.3), to its target. */
  Optional<TargetFile> findConsistent(String urlPath) {
    Matcher parts = CONSISTENT.matcher(urlPath);
    if (!parts.matches()) {
      return Optional.empty();
    }
    String folder = Optional.ofNullable(parts.group(1)).orElse("");
    Digest wanted = new Digest(parts.group(2));
    return findTarget(folder + parts.group(3)).filter(t -> t.sha256().equals(Optional.of(wanted)));
  }
}
