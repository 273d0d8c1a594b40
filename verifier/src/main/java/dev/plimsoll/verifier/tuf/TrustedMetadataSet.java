package dev.plimsoll.verifier.tuf;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.tuf.DelegatedRole;
import dev.plimsoll.formats.tuf.Delegations;
import dev.plimsoll.formats.tuf.Key;
import dev.plimsoll.formats.tuf.MetaFile;
import dev.plimsoll.formats.tuf.Role;
import dev.plimsoll.formats.tuf.Root;
import dev.plimsoll.formats.tuf.Signed;
import dev.plimsoll.formats.tuf.Snapshot;
import dev.plimsoll.formats.tuf.Targets;
import dev.plimsoll.formats.tuf.Timestamp;
import dev.plimsoll.formats.tuf.TufMetadata;
import dev.plimsoll.verifier.tuf.TufException.ExpiredException;
import dev.plimsoll.verifier.tuf.TufException.MalformedException;
import dev.plimsoll.verifier.tuf.TufException.MissingException;
import dev.plimsoll.verifier.tuf.TufException.RoleRemovedException;
import dev.plimsoll.verifier.tuf.TufException.RollbackException;
import dev.plimsoll.verifier.tuf.TufException.WrongVersionException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;

/**
 * The metadata that a client trusts, and the rules by which it comes to trust more (TUF 1.0.34 §5.3
 * to §5.6). A state machine without I/O: files go in as bytes, in the order root…, timestamp,
 * snapshot, targets, delegated targets; what breaks a rule is thrown and changes nothing.
 *
 * <p>Files of an earlier session go the same way in, before the new ones: an old timestamp or
 * snapshot that is expired or no longer current still serves the rollback checks, but never as the
 * last word; that is checked when the file below it is taken.
 *
 * <p>A targets file is kept under (delegator, role): the same role named by two delegators may have
 * other keys there, and what was verified for one must not pass for the other.
 *
 * <p>Not thread-safe.
 */
public final class TrustedMetadataSet {
  private final Instant now;
  private final UpdaterPolicy policy;
  private Signed<Root> root;
  private long leastSnapshot;
  private Optional<Signed<Timestamp>> timestamp = Optional.empty();
  private Optional<Signed<Snapshot>> snapshot = Optional.empty();
  private final Map<Delegation, Signed<Targets>> targets = new HashMap<>();

  private TrustedMetadataSet(Signed<Root> root, UpdaterPolicy policy, Instant now) {
    this.root = root;
    this.policy = policy;
    this.leastSnapshot = policy.backstop().snapshotVersion();
    this.now = now;
  }

  /** A role as one delegator names it; {@code root} delegates to {@code targets}. */
  record Delegation(String delegator, String role) {}

  /** What a new file meant for the trusted set. */
  public enum Change {
    TAKEN,
    /** The trusted version again: the trusted file stays (§5.4.3.1). */
    SAME
  }

  /**
   * §5.2: starts from a root that is trusted already, whatever its expiry.
   *
   * @param now the fixed start time of the whole update (§5.1)
   */
  public static TrustedMetadataSet of(Bytes trustedRoot, Instant now) throws TufException {
    return of(trustedRoot, UpdaterPolicy.STANDARD, now);
  }

  /** The same, under a policy; its limits are the {@link Updater}'s business. */
  public static TrustedMetadataSet of(Bytes trustedRoot, UpdaterPolicy policy, Instant now)
      throws TufException {
    Signed<Root> root = parse(Root.TYPE, trustedRoot, Root::parse);
    TrustedMetadataSet set = new TrustedMetadataSet(root, policy, now);
    set.requireThreshold(Root.TYPE, root, root.signed());
    return set;
  }

  /** The time that expiries are compared with. */
  public Instant now() {
    return now;
  }

  public Signed<Root> root() {
    return root;
  }

  public Optional<Signed<Timestamp>> timestamp() {
    return timestamp;
  }

  public Optional<Signed<Snapshot>> snapshot() {
    return snapshot;
  }

  /** The top-level targets. */
  public Optional<Signed<Targets>> targets() {
    return targets(Root.TYPE, Targets.TYPE);
  }

  public Optional<Signed<Targets>> targets(String delegator, String role) {
    return Optional.ofNullable(targets.get(new Delegation(delegator, role)));
  }

  /** §5.3: one step along the chain of roots. */
  public void updateRoot(Bytes file) throws TufException {
    requireState(timestamp.isEmpty(), "root comes before timestamp");
    Signed<Root> next = parse(Root.TYPE, file, Root::parse);
    requireThreshold(Root.TYPE, next, root.signed()); // §5.3.4: the keys trusted so far
    requireThreshold(Root.TYPE, next, next.signed()); // §5.3.4: and the new ones
    long wanted = root.signed().version() + 1; // §5.3.5: no step back, none left out
    if (next.signed().version() != wanted) {
      throw new WrongVersionException(
          Root.TYPE, next.signed().version(), wanted, "one after the trusted root, TUF §5.3.5");
    }
    if (next.signed().version() > policy.backstop().rootVersion()
        && rotatesOnlineKeys(root.signed(), next.signed())) {
      leastSnapshot = 0; // §5.3.11: their versions start anew
    }
    root = next; // §5.3.7; an expired root in the middle of the chain is no obstacle (§5.3.6)
  }

  /** §5.3.11: whether {@code next} has other keys, or needs more or fewer, for these roles. */
  static boolean rotatesOnlineKeys(Root before, Root next) {
    return rotates(before, next, Timestamp.TYPE) || rotates(before, next, Snapshot.TYPE);
  }

  private static boolean rotates(Root before, Root next, String role) {
    Role old = before.role(role);
    Role now = next.role(role);
    return old.threshold() != now.threshold()
        || !new HashSet<>(old.keyIds()).equals(new HashSet<>(now.keyIds()));
  }

  /** §5.3.10, and the backstop: whether the root at the end of the chain may be relied on. */
  public void requireFinalRoot() throws TufException {
    requireFresh(Root.TYPE, root.signed());
    long least = policy.backstop().rootVersion();
    if (root.signed().version() < least) {
      throw new RollbackException(
          Root.TYPE, "the newest root.json", least, root.signed().version(), "§5.3, backstop");
    }
  }

  /** §5.4. Ends the chain of roots: the last one must not be expired (§5.3.10). */
  public Change updateTimestamp(Bytes file) throws TufException {
    requireState(snapshot.isEmpty(), "timestamp comes before snapshot");
    requireFinalRoot();
    Signed<Timestamp> next = parse(Timestamp.TYPE, file, Timestamp::parse);
    requireThreshold(Timestamp.TYPE, next, root.signed()); // §5.4.2
    if (timestamp.isPresent()) {
      Timestamp trusted = timestamp.get().signed();
      if (next.signed().version() < trusted.version()) { // §5.4.3.1: rollback
        throw new RollbackException(
            Timestamp.TYPE,
            "new timestamp.json",
            trusted.version(),
            next.signed().version(),
            "§5.4.3.1");
      }
      if (next.signed().version() == trusted.version()) {
        requireNotBelowBackstop(trusted);
        requireFresh(Timestamp.TYPE, trusted);
        return Change.SAME;
      }
      long listed = trusted.snapshot().version();
      if (next.signed().snapshot().version() < listed) { // §5.4.3.2: rollback of what it lists
        throw new RollbackException(
            Snapshot.TYPE,
            "snapshot.json as new timestamp.json lists it",
            listed,
            next.signed().snapshot().version(),
            "§5.4.3.2");
      }
    }
    requireNotBelowBackstop(next.signed());
    requireFresh(Timestamp.TYPE, next.signed()); // §5.4.4: freeze
    timestamp = Optional.of(next);
    return Change.TAKEN;
  }

  private void requireNotBelowBackstop(Timestamp listing) throws RollbackException {
    if (listing.snapshot().version() < leastSnapshot) {
      throw new RollbackException(
          Snapshot.TYPE,
          "snapshot.json as timestamp.json lists it",
          leastSnapshot,
          listing.snapshot().version(),
          "§5.4.3.2, backstop");
    }
  }

  /** A timestamp of an earlier session, for the rollback checks; it may be expired. */
  public void loadTimestamp(Bytes file) throws TufException {
    requireState(timestamp.isEmpty() && snapshot.isEmpty(), "an old timestamp comes first");
    Signed<Timestamp> old = parse(Timestamp.TYPE, file, Timestamp::parse);
    requireThreshold(Timestamp.TYPE, old, root.signed());
    timestamp = Optional.of(old);
  }

  /** §5.5. */
  public void updateSnapshot(Bytes file) throws TufException {
    Timestamp current = requireCurrentTimestamp();
    FileChecks.requireMeta(Snapshot.TYPE, current.snapshot(), file); // §5.5.2
    Signed<Snapshot> next = parse(Snapshot.TYPE, file, Snapshot::parse);
    requireThreshold(Snapshot.TYPE, next, root.signed()); // §5.5.3
    requireListed(next.signed(), current); // §5.5.4: mix-and-match
    if (snapshot.isPresent()) {
      requireNoneRolledBack(snapshot.get().signed(), next.signed()); // §5.5.5
    }
    requireFresh(Snapshot.TYPE, next.signed()); // §5.5.6: freeze
    snapshot = Optional.of(next);
    targets.clear();
  }

  /** A snapshot of an earlier session, for the rollback checks; it may be old and expired. */
  public void loadSnapshot(Bytes file) throws TufException {
    requireState(timestamp.isPresent() && snapshot.isEmpty(), "an old snapshot follows timestamp");
    Signed<Snapshot> old = parse(Snapshot.TYPE, file, Snapshot::parse);
    requireThreshold(Snapshot.TYPE, old, root.signed());
    snapshot = Optional.of(old);
  }

  /** Whether the snapshot held is the one that timestamp lists, unexpired: none need be fetched. */
  public boolean snapshotIsCurrent() {
    try {
      requireCurrentSnapshot();
      return true;
    } catch (TufException | IllegalStateException e) {
      return false;
    }
  }

  /** §5.6 for the top-level targets. */
  public void updateTargets(Bytes file) throws TufException {
    updateTargets(
        Root.TYPE, Targets.TYPE, root.signed().role(Targets.TYPE), root.signed().keys(), file);
  }

  /** §5.6 for a role that {@code delegator}, already trusted as {@code parent}, names. */
  public void updateDelegated(String delegator, Targets parent, DelegatedRole role, Bytes file)
      throws TufException {
    Delegations delegations =
        parent
            .delegations()
            .orElseThrow(() -> new IllegalStateException(delegator + " delegates to none"));
    updateTargets(delegator, role.name(), role.role(), delegations.keys(), file);
  }

  private void updateTargets(
      String delegator, String name, Role role, Map<String, Key> keys, Bytes file)
      throws TufException {
    MetaFile listed = requireListedTargets(name);
    FileChecks.requireMeta(name, listed, file); // §5.6.2
    Signed<Targets> next = parse(name, file, Targets::parse);
    SignatureThreshold.require(name, next, delegator, role, keys, policy.schemes()); // §5.6.3
    if (next.signed().version() != listed.version()) { // §5.6.4: mix-and-match
      throw new WrongVersionException(
          name, next.signed().version(), listed.version(), "listed by snapshot, TUF §5.6.4");
    }
    requireFresh(name, next.signed()); // §5.6.5: freeze
    targets.put(new Delegation(delegator, name), next);
  }

  /** What the current snapshot lists for {@code role}. */
  MetaFile requireListedTargets(String role) throws TufException {
    return requireCurrentSnapshot()
        .find(role)
        .orElseThrow(
            () -> new MissingException(role, "snapshot.json does not list " + role + ".json"));
  }

  private Timestamp requireCurrentTimestamp() throws TufException {
    Timestamp current =
        timestamp.orElseThrow(() -> new IllegalStateException("no timestamp yet")).signed();
    requireFresh(Timestamp.TYPE, current);
    return current;
  }

  private Snapshot requireCurrentSnapshot() throws TufException {
    Timestamp current = requireCurrentTimestamp();
    Snapshot held =
        snapshot.orElseThrow(() -> new IllegalStateException("no snapshot yet")).signed();
    requireListed(held, current);
    requireFresh(Snapshot.TYPE, held);
    return held;
  }

  private static void requireListed(Snapshot found, Timestamp current)
      throws WrongVersionException {
    if (found.version() != current.snapshot().version()) {
      throw new WrongVersionException(
          Snapshot.TYPE,
          found.version(),
          current.snapshot().version(),
          "listed by timestamp, TUF §5.5.4");
    }
  }

  private static void requireNoneRolledBack(Snapshot trusted, Snapshot next) throws TufException {
    for (Map.Entry<String, MetaFile> old : trusted.meta().entrySet()) {
      MetaFile listed = next.meta().get(old.getKey());
      if (listed == null) {
        throw new RoleRemovedException(old.getKey());
      }
      if (listed.version() < old.getValue().version()) {
        throw new RollbackException(
            old.getKey(),
            old.getKey() + " as new snapshot.json lists it",
            old.getValue().version(),
            listed.version(),
            "§5.5.5");
      }
    }
  }

  private void requireThreshold(String name, Signed<?> file, Root by) throws TufException {
    SignatureThreshold.require(
        name, file, "root version " + by.version(), by.role(name), by.keys(), policy.schemes());
  }

  private void requireFresh(String name, TufMetadata metadata) throws ExpiredException {
    if (!metadata.expires().isAfter(now)) {
      throw new ExpiredException(name, metadata.expires(), now);
    }
  }

  private static <T extends TufMetadata> Signed<T> parse(
      String name, Bytes file, Signed.Reader<T> reader) throws MalformedException {
    try {
      return Signed.parse(name + ".json", file, reader);
    } catch (FormatException e) {
      throw new MalformedException(name, e);
    }
  }

  private static void requireState(boolean holds, String order) {
    if (!holds) {
      throw new IllegalStateException(order);
    }
  }
}
