package dev.plimsoll.verifier.tuf;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.tuf.DelegatedRole;
import dev.plimsoll.formats.tuf.MetaFile;
import dev.plimsoll.formats.tuf.Root;
import dev.plimsoll.formats.tuf.Signed;
import dev.plimsoll.formats.tuf.Snapshot;
import dev.plimsoll.formats.tuf.TargetFile;
import dev.plimsoll.formats.tuf.Targets;
import dev.plimsoll.formats.tuf.Timestamp;
import dev.plimsoll.verifier.tuf.TrustedMetadataSet.Change;
import dev.plimsoll.verifier.tuf.TufException.ClockException;
import dev.plimsoll.verifier.tuf.TufException.MissingException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Carries out the client workflow (TUF 1.0.34 §5) over a {@link MetadataSource}. One per update:
 * {@link #refresh} once, then look targets up. A failure leaves the store as trustworthy as it was,
 * and a later updater may start from it. Blocking; not thread-safe.
 */
public final class Updater {
  private final TrustedStore store;
  private final MetadataSource source;
  private final UpdaterPolicy policy;
  private final UpdaterLimits limits;
  private final TrustedMetadataSet trusted;

  private Updater(
      TrustedStore store, MetadataSource source, UpdaterPolicy policy, TrustedMetadataSet trusted) {
    this.store = store;
    this.source = source;
    this.policy = policy;
    this.limits = policy.limits();
    this.trusted = trusted;
  }

  /**
   * Starts from the root in {@code store} (§5.2).
   *
   * @param now the time that all expiries are compared with (§5.1)
   */
  public static Updater of(
      TrustedStore store, MetadataSource source, UpdaterLimits limits, Instant now)
      throws IOException, TufException {
    return of(store, source, UpdaterPolicy.of(limits), now);
  }

  /**
   * The same, under a policy.
   *
   * @throws TufException.ClockException when {@code now} is earlier than the policy allows
   */
  public static Updater of(
      TrustedStore store, MetadataSource source, UpdaterPolicy policy, Instant now)
      throws IOException, TufException {
    if (policy.clock() == ClockRule.NEVER_BACK) {
      requireNotBack(store, now);
    }
    Bytes root =
        store
            .load(Root.TYPE)
            .orElseThrow(
                () -> new MissingException(Root.TYPE, "no trusted root.json to start from"));
    return new Updater(store, source, policy, TrustedMetadataSet.of(root, policy, now));
  }

  private static void requireNotBack(TrustedStore store, Instant now)
      throws IOException, ClockException {
    Optional<Instant> latest = store.latestTime();
    if (latest.isPresent() && now.isBefore(latest.get())) {
      throw new ClockException(now, latest.get());
    }
  }

  public TrustedMetadataSet trusted() {
    return trusted;
  }

  /**
   * Brings root, timestamp, snapshot and top-level targets up to date (§5.3 to §5.6). What was
   * taken before a failure is kept.
   */
  public void refresh() throws IOException, TufException {
    try {
      updateRoot();
      updateTimestamp();
      updateSnapshot();
      updateTargets(Root.TYPE, Targets.TYPE);
      if (policy.clock() == ClockRule.NEVER_BACK) {
        store.saveLatestTime(trusted.now());
      }
    } finally {
      store.sync();
    }
  }

  private void updateRoot() throws IOException, TufException {
    for (int step = 0; step < limits.rootRotations(); step++) { // §5.3.3: no endless chain
      Root before = trusted.root().signed();
      Optional<Bytes> file = source.fetch(before.version() + 1 + ".root.json", limits.rootBytes());
      if (file.isEmpty()) {
        break; // §5.3.3: the last root there is
      }
      trusted.updateRoot(file.get());
      // §5.3.11: after a rotation the old versions may be an attacker's fast-forward. Before the
      // root is stored: after a crash between the two nobody would see that it rotated.
      if (TrustedMetadataSet.rotatesOnlineKeys(before, trusted.root().signed())) {
        store.delete(Timestamp.TYPE);
        store.delete(Snapshot.TYPE);
      }
      store.save(Root.TYPE, file.get()); // §5.3.8: each step, or a later failure loses the chain
    }
    trusted.requireFinalRoot(); // before anything else is asked for
  }

  private void updateTimestamp() throws IOException, TufException {
    Optional<Bytes> old = store.load(Timestamp.TYPE);
    if (old.isPresent()) {
      try {
        trusted.loadTimestamp(old.get());
      } catch (TufException e) {
        // Signed by keys that are no longer trusted, or damaged: as good as none.
        store.delete(Timestamp.TYPE);
      }
    }
    Bytes file = require(Timestamp.TYPE, Timestamp.TYPE + ".json", limits.timestampBytes());
    if (trusted.updateTimestamp(file) == Change.TAKEN) {
      store.save(Timestamp.TYPE, file); // §5.4.5
    }
  }

  private void updateSnapshot() throws IOException, TufException {
    Optional<Bytes> old = store.load(Snapshot.TYPE);
    if (old.isPresent()) {
      try {
        trusted.loadSnapshot(old.get());
      } catch (TufException e) {
        store.delete(Snapshot.TYPE);
      }
    }
    if (trusted.snapshotIsCurrent()) {
      return;
    }
    MetaFile listed = trusted.timestamp().orElseThrow().signed().snapshot();
    Bytes file = require(Snapshot.TYPE, listed, limits.snapshotBytes());
    trusted.updateSnapshot(file);
    store.save(Snapshot.TYPE, file); // §5.5.7
  }

  private Signed<Targets> updateTargets(String delegator, String role)
      throws IOException, TufException {
    return updateTargets(delegator, role, Optional.empty(), Optional.empty());
  }

  private Signed<Targets> updateTargets(
      String delegator, String role, Optional<Targets> parent, Optional<DelegatedRole> delegated)
      throws IOException, TufException {
    Optional<Signed<Targets>> held = trusted.targets(delegator, role);
    if (held.isPresent()) {
      return held.get();
    }
    Optional<Bytes> old = store.load(role);
    if (old.isPresent()) {
      try {
        return take(delegator, role, parent, delegated, old.get());
      } catch (TufException e) {
        // Not the version that is listed now, or not by the keys of this delegator: fetch anew.
        old = Optional.empty();
      }
    }
    MetaFile listed = trusted.requireListedTargets(role);
    Bytes file = require(role, listed, limits.targetsBytes());
    Signed<Targets> taken = take(delegator, role, parent, delegated, file);
    store.save(role, file); // §5.6.6
    return taken;
  }

  private Signed<Targets> take(
      String delegator,
      String role,
      Optional<Targets> parent,
      Optional<DelegatedRole> delegated,
      Bytes file)
      throws TufException {
    if (delegated.isPresent()) {
      trusted.updateDelegated(delegator, parent.orElseThrow(), delegated.get(), file);
    } else {
      trusted.updateTargets(file);
    }
    return trusted.targets(delegator, role).orElseThrow();
  }

  /**
   * §5.6.7: looks {@code targetPath} up along the delegations, depth first in their order. Empty
   * when no role that may speak about it lists it.
   *
   * @throws TufException when a role on the way breaks a rule: then nothing behind it is asked
   */
  public Optional<TargetFile> findTarget(String targetPath) throws IOException, TufException {
    try {
      return search(
          new Step(Root.TYPE, Targets.TYPE, Optional.empty(), Optional.empty()), targetPath);
    } finally {
      store.sync();
    }
  }

  private Optional<TargetFile> search(Step start, String targetPath)
      throws IOException, TufException {
    Deque<Step> ahead = new ArrayDeque<>();
    ahead.push(start);
    Set<String> visited = new HashSet<>();
    while (!ahead.isEmpty() && visited.size() <= limits.delegations()) {
      Step step = ahead.pop();
      if (!visited.add(step.role())) {
        continue; // §5.6.7.1: a cycle, or a role that was searched for another delegator
      }
      Targets found =
          updateTargets(step.delegator(), step.role(), step.parent(), step.delegated()).signed();
      Optional<TargetFile> target = Optional.ofNullable(found.targets().get(targetPath));
      if (target.isPresent()) {
        return target;
      }
      pushDelegates(ahead, step.role(), found, targetPath);
    }
    return Optional.empty();
  }

  /**
   * The file of a role that the top-level targets name, verified like one on the way to a target.
   *
   * @throws MissingException when they name no such role
   */
  public Targets fetchDelegated(String role) throws IOException, TufException {
    Targets top = updateTargets(Root.TYPE, Targets.TYPE).signed();
    DelegatedRole delegated =
        top.delegations()
            .flatMap(d -> d.find(role))
            .orElseThrow(
                () -> new MissingException(role, "targets.json does not delegate to " + role));
    try {
      return updateTargets(Targets.TYPE, role, Optional.of(top), Optional.of(delegated)).signed();
    } finally {
      store.sync();
    }
  }

  /**
   * What {@code role}, a delegate of the top-level targets, itself says of {@code targetPath}; its
   * own delegates (bins) speak for it. Empty also when it may not speak about the path.
   */
  public Optional<TargetFile> findTarget(String role, String targetPath)
      throws IOException, TufException {
    Targets top = updateTargets(Root.TYPE, Targets.TYPE).signed();
    Optional<DelegatedRole> delegated =
        top.delegations().stream()
            .flatMap(d -> d.rolesFor(targetPath).stream())
            .filter(r -> r.name().equals(role))
            .findFirst();
    if (delegated.isEmpty()) {
      return Optional.empty();
    }
    try {
      return search(new Step(Targets.TYPE, role, Optional.of(top), delegated), targetPath);
    } finally {
      store.sync();
    }
  }

  private static void pushDelegates(
      Deque<Step> ahead, String delegator, Targets parent, String targetPath) {
    if (parent.delegations().isEmpty()) {
      return;
    }
    List<DelegatedRole> roles = parent.delegations().get().rolesFor(targetPath);
    Deque<Step> children = new ArrayDeque<>();
    for (DelegatedRole role : roles) {
      children.push(new Step(delegator, role.name(), Optional.of(parent), Optional.of(role)));
      if (role.terminating()) { // §5.6.7.2: neither its siblings nor anyone else after it
        ahead.clear();
        break;
      }
    }
    children.forEach(ahead::push);
  }

  private record Step(
      String delegator, String role, Optional<Targets> parent, Optional<DelegatedRole> delegated) {}

  private Bytes require(String role, MetaFile listed, long limit) throws IOException, TufException {
    String name = RoleFiles.quote(role) + RoleFiles.JSON;
    if (trusted.root().signed().consistentSnapshot()) {
      name = listed.version() + "." + name;
    }
    // A listed length takes the limit's place, but no file is ever larger than a reader takes.
    long most = Math.min(listed.length().orElse(limit), JsonLimits.DOCUMENT.maxBytes());
    return require(role, name, most);
  }

  private Bytes require(String role, String name, long maxBytes) throws IOException, TufException {
    return source
        .fetch(name, maxBytes)
        .orElseThrow(() -> new MissingException(role, name + " is listed, but not there"));
  }
}
