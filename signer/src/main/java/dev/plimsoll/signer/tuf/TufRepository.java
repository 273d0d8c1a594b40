package dev.plimsoll.signer.tuf;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.tuf.DelegatedRole;
import dev.plimsoll.formats.tuf.Delegations;
import dev.plimsoll.formats.tuf.Root;
import dev.plimsoll.formats.tuf.Snapshot;
import dev.plimsoll.formats.tuf.TargetFile;
import dev.plimsoll.formats.tuf.Targets;
import dev.plimsoll.formats.tuf.Timestamp;
import dev.plimsoll.signer.key.SigningKey;
import dev.plimsoll.verifier.tuf.TufException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;

/**
 * A TUF 1.0.34 repository in a directory: {@code metadata/} with {@code N.ROLE.json} and {@code
 * timestamp.json}, consistent snapshots; {@code changes/} with the changefeed. Which roles there
 * are, their keys, thresholds and paths, stands in the metadata alone; a role is online when the
 * key ring holds enough of its keys, and online roles may have succinct hash bins. Blocking;
 * crash-safe: the timestamp is renamed last.
 *
 * <p>Writers of this and of other processes take turns by a lock on the directory; each looks first
 * whether what is on disk is still what it knows, and goes on from what it finds.
 *
 * <p>The targets themselves are not here: who serves them finds the digest with {@link #findTarget}
 * and takes the bytes from the content store. Reads ({@code find…}, {@link #metadataFiles}) come
 * from memory, never wait and are safe from any thread.
 */
public final class TufRepository {
  private static final String METADATA = "metadata";
  private static final String CHANGES = "changes";

  private final TufDirectory directory;
  private final ChangeFeed feed;
  private final KeyRing ring;
  private final BinPolicy policy;
  private final PublishStep steps;
  private final ReentrantLock writer = new ReentrantLock();

  /** What is published: one object from one publication to the next. */
  private volatile FileView published;

  private TufRepository(
      TufDirectory directory,
      ChangeFeed feed,
      KeyRing ring,
      BinPolicy policy,
      PublishStep steps,
      RepositoryState state) {
    this.directory = directory;
    this.feed = feed;
    this.ring = ring;
    this.policy = policy;
    this.steps = steps;
    this.published = new FileView(state);
  }

  /** The online keys of the development layout, by TUF role. */
  public record OnlineKeys(
      SigningKey build,
      SigningKey audit,
      SigningKey layers,
      SigningKey snapshot,
      SigningKey timestamp) {
    public KeyRing ring() {
      return KeyRing.of(List.of(build, audit, layers, snapshot, timestamp));
    }
  }

  /**
   * The offline keys of the development layout, used by {@link #initialise} alone.
   *
   * @param release manager of the host role {@code default}; without one there is no host role
   */
  public record OfflineKeys(SigningKey root, SigningKey targets, Optional<SigningKey> release) {
    public OfflineKeys(SigningKey root, SigningKey targets) {
      this(root, targets, Optional.empty());
    }

    /** Name of the TUF role of the host role. */
    String hostRole() {
      return "host-default";
    }
  }

  /**
   * One target to publish.
   *
   * @param role one that targets.json delegates to, such as {@code build}; its bin is found here
   * @param path segments of {@code [A-Za-z0-9._~+@:=-]}, within what the role is trusted for
   * @param custom without control characters and fractions
   */
  public record NewTarget(String role, String path, long length, Digest digest, JsonObject custom) {
    private static final Pattern PATH =
        Pattern.compile(
            "(?!\\.{1,2}(/|$))[A-Za-z0-9._~+@:=-]+(/(?!\\.{1,2}(/|$))[A-Za-z0-9._~+@:=-]+)*");

    public NewTarget {
      if (!PATH.matcher(path).matches()) {
        throw new IllegalArgumentException("role " + role + " may not publish target " + path);
      }
      if (!NewTargets.plain(TargetFile.of(length, digest, custom))) {
        throw new IllegalArgumentException("custom of " + path + " holds control characters");
      }
    }

    TargetFile file() {
      return TargetFile.of(length, digest, custom);
    }
  }

  /** {@link #initialise(Path, Map, KeyRing, BinPolicy, Instant)} with keys of one hand. */
  public static void initialise(Path directory, OfflineKeys offline, OnlineKeys online, Instant now)
      throws IOException, FormatException {
    initialise(directory, offline, online, BinPolicy.STANDARD, now);
  }

  public static void initialise(
      Path directory, OfflineKeys offline, OnlineKeys online, BinPolicy policy, Instant now)
      throws IOException, FormatException {
    initialise(
        directory, DevelopmentLayout.files(offline, online, now), online.ring(), policy, now);
  }

  /**
   * Makes version 1 of everything that is online; does nothing when the repository is there.
   *
   * @param offline files signed elsewhere, by role: {@code root} and {@code targets}, and those
   *     delegated ones that are there already, such as {@code host-kiosk}
   * @throws FormatException when a client would not take them
   */
  public static void initialise(
      Path directory, Map<String, Bytes> offline, KeyRing online, BinPolicy policy, Instant now)
      throws IOException, FormatException {
    initialise(directory, offline, online, policy, now, PublishStep.NONE);
  }

  static void initialise(
      Path directory,
      Map<String, Bytes> offline,
      KeyRing online,
      BinPolicy policy,
      Instant now,
      PublishStep steps)
      throws IOException, FormatException {
    TufDirectory files = new TufDirectory(directory.resolve(METADATA));
    if (!files.has(TufDirectory.TIMESTAMP_FILE)) {
      new FirstVersions(online, policy, now).write(files, offline, steps);
    }
  }

  /**
   * Opens and verifies a repository; what has expired in it is left to {@link #renewIfDue}.
   *
   * @throws FormatException when its metadata does not verify, or the ring lacks the keys for
   *     snapshot and timestamp
   */
  public static TufRepository open(Path directory, OnlineKeys online)
      throws IOException, FormatException {
    return open(directory, online.ring(), BinPolicy.STANDARD);
  }

  public static TufRepository open(Path directory, KeyRing online, BinPolicy policy)
      throws IOException, FormatException {
    return open(directory, online, policy, PublishStep.NONE);
  }

  static TufRepository open(Path directory, KeyRing online, BinPolicy policy, PublishStep steps)
      throws IOException, FormatException {
    TufDirectory files = new TufDirectory(directory.resolve(METADATA));
    if (!files.has(TufDirectory.TIMESTAMP_FILE)) {
      throw new FormatException(
          directory.toString(), "no TUF repository (metadata/timestamp.json is missing)");
    }
    try (FileChannel held = files.lock()) {
      RepositoryState state = load(directory, files);
      files.prepare();
      if (state.pendingRoot().isEmpty()) {
        Publication.signers(online, state.root().signed(), Snapshot.TYPE);
        Publication.signers(online, state.root().signed(), Timestamp.TYPE);
      }
      ChangeFeed feed =
          ChangeFeed.open(directory.resolve(CHANGES), state.timestamp().signed().version());
      return new TufRepository(files, feed, online, policy, steps, state);
    }
  }

  private static RepositoryState load(Path directory, TufDirectory files)
      throws IOException, FormatException {
    try {
      return StateLoader.load(files);
    } catch (TufException e) {
      throw new FormatException(
          directory + ": TUF repository does not verify: " + e.getMessage(), e);
    } catch (FormatException e) {
      throw new FormatException(
          directory + ": TUF repository does not verify: " + e.getMessage(), e);
    }
  }

  /**
   * Adds targets (those already listed with the same digest are left alone), then snapshot and
   * timestamp. Idempotent. Verified with {@code verifier.tuf} before the timestamp is replaced;
   * durable on return. A failure leaves the old state, and the call may be repeated.
   */
  public void publish(List<NewTarget> targets, Instant now) throws IOException, FormatException {
    write(now, () -> new NewTargets(state(), ring, now).draft(targets));
  }

  /**
   * Publishes one file that was signed elsewhere: {@code root}, {@code targets} or a role that
   * targets delegates to. Its version must follow the present one, and enough keys must have signed
   * it; a root by the rules of the old one and its own. Online roles whose keys it changes are
   * signed anew. Durable on return; a failure leaves the old state.
   */
  public void accept(String role, Bytes signedFile, Instant now)
      throws IOException, FormatException {
    accept(Map.of(role, signedFile), now);
  }

  /** The same for files that need each other, such as a root and targets signed by its new keys. */
  public void accept(Map<String, Bytes> signedFiles, Instant now)
      throws IOException, FormatException {
    write(now, () -> Optional.of(new Acceptance(state(), ring, policy, now).draft(signedFiles)));
  }

  /**
   * Signs anew the online roles, their bins, snapshot and timestamp of which a third of their life
   * or less is left, also when they have expired already; completes a root rotation that a crash
   * interrupted; splits bins that grew too large. Does nothing when none is due.
   */
  public void renewIfDue(Instant now) throws IOException, FormatException {
    write(now, () -> new Renewal(state(), ring, now).draft());
    write(now, () -> new Splitting(state(), ring, policy, now).draft());
  }

  /**
   * When the files of those roles run out that this process cannot sign anew: people must, in time.
   */
  public Map<String, Instant> offlineExpiries() {
    return Expiries.offline(state(), ring);
  }

  /** Looks at what another process published since. */
  public void refresh(Instant now) throws IOException, FormatException {
    write(now, Optional::empty);
  }

  private RepositoryState state() {
    return published.state();
  }

  /** Makes the next publication out of the state, or none. */
  @FunctionalInterface
  private interface Drafting {
    Optional<Draft> draft() throws IOException, FormatException, TufException;
  }

  private void write(Instant now, Drafting drafting) throws IOException, FormatException {
    writer.lock();
    try (FileChannel held = directory.lock()) {
      lookAtDisk();
      Optional<Bytes> unfinished = state().pendingRoot();
      if (unfinished.isPresent()) {
        complete(unfinished.get(), now);
      }
      run(now, drafting);
    } finally {
      writer.unlock();
    }
  }

  /** Compare and set: what another process published since is where this one goes on. */
  private void lookAtDisk() throws IOException, FormatException {
    Bytes found = directory.read(TufDirectory.TIMESTAMP_FILE);
    if (found.equals(state().timestamp().file())) {
      return;
    }
    RepositoryState other = load(directory.path(), directory);
    long known = state().timestamp().signed().version();
    if (other.timestamp().signed().version() <= known) {
      throw new FormatException(
          directory.path().toString(),
          "timestamp.json was replaced by version "
              + other.timestamp().signed().version()
              + ", published was "
              + known
              + "; nothing is overwritten");
    }
    feed.reload(other.timestamp().signed().version());
    published = new FileView(other);
  }

  private void complete(Bytes root, Instant now) throws IOException, FormatException {
    Map<String, Bytes> files = new TreeMap<>(Map.of(Root.TYPE, root));
    for (RoleFile role : state().roles().entries().map(e -> e.getValue().file()).toList()) {
      if (role instanceof RoleFile.Whole) {
        directory
            .find(role.version() + 1 + "." + role.listedName())
            .filter(f -> role.role().equals(Targets.TYPE))
            .ifPresent(f -> files.put(role.role(), f));
      }
    }
    run(now, () -> Optional.of(new Acceptance(state(), ring, policy, now).draft(files)));
  }

  private void run(Instant now, Drafting drafting) throws IOException, FormatException {
    try {
      Optional<Draft> draft = drafting.draft();
      if (draft.isPresent()) {
        published =
            new FileView(
                new Publication(directory, feed, ring, state(), now, steps).run(draft.get()));
      }
    } catch (TufException e) {
      throw new FormatException(
          directory.path() + ": new TUF metadata does not verify, not published: " + e.getMessage(),
          e);
    } catch (IOException e) {
      reload(e);
      throw e;
    }
  }

  /** It is the disk that says which of the two states a failed publication left. */
  private void reload(IOException failure) {
    try {
      RepositoryState found = StateLoader.load(directory);
      feed.reload(found.timestamp().signed().version());
      published = new FileView(found);
    } catch (IOException | TufException | FormatException e) {
      failure.addSuppressed(e); // what was served before is still served
    }
  }

  /**
   * The files that a server gives out, by name, e.g. {@code timestamp.json}; immutable, and the
   * same map until the next publication.
   */
  public Map<String, Bytes> metadataFiles() {
    return published;
  }

  /** The newest published file of {@code role}, e.g. {@code root}, {@code host-kiosk}. */
  public Optional<Bytes> current(String role) {
    RepositoryState now = state();
    return switch (role) {
      case Root.TYPE -> Optional.of(now.root().file());
      case Timestamp.TYPE -> Optional.of(now.timestamp().file());
      case Snapshot.TYPE -> Optional.of(now.snapshot().file());
      default -> now.role(role).map(RoleFile::file);
    };
  }

  /** The bin of {@code role} that {@code path} falls into; empty when the role has no bins. */
  public Optional<String> binOf(String role, String path) {
    return state().whole(role).flatMap(file -> RepositoryState.binOf(file.signed().signed(), path));
  }

  /** The entry of target {@code path}, e.g. {@code layer/sha256/…}. */
  public Optional<TargetFile> findTarget(String path) {
    return state().findTarget(path);
  }

  /**
   * The entry behind a consistent target path, {@code img/web/sha256hex.1.0} for {@code
   * img/web/1.0}; empty when that target has another hash.
   */
  public Optional<TargetFile> findConsistentTarget(String urlPath) {
    return state().findConsistent(urlPath);
  }

  /** Roles that this process signs by itself; people sign the others. */
  public Set<String> onlineRoles() {
    RepositoryState now = state();
    Root root = now.root().signed();
    Set<String> online = new TreeSet<>();
    root.roles()
        .forEach(
            (name, role) -> ring.signers(role, root.keys()).ifPresent(signers -> online.add(name)));
    Delegations delegations =
        now.targets().delegations().orElse(Delegations.of(Map.of(), List.of()));
    for (DelegatedRole role : delegations.roles()) {
      ring.signers(role.role(), delegations.keys()).ifPresent(signers -> online.add(role.name()));
    }
    return online;
  }

  /** What each publication changed. */
  public ChangeFeed changes() {
    return feed;
  }

  /**
   * When the files run out, by role, for metrics and alarms; with bins the first of them to end
   * stands for the role.
   */
  public Map<String, Instant> expiries() {
    return Expiries.of(state());
  }
}
