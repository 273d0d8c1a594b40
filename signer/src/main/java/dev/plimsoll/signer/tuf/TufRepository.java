package dev.plimsoll.signer.tuf;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.tuf.Key;
import dev.plimsoll.formats.tuf.PathPattern;
import dev.plimsoll.formats.tuf.Role;
import dev.plimsoll.formats.tuf.Snapshot;
import dev.plimsoll.formats.tuf.TargetFile;
import dev.plimsoll.formats.tuf.Targets;
import dev.plimsoll.formats.tuf.Timestamp;
import dev.plimsoll.signer.key.SigningKey;
import dev.plimsoll.verifier.tuf.TufException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;

/**
 * A TUF 1.0.34 repository in a directory: {@code metadata/} with {@code N.root.json}, {@code
 * N.targets.json}, {@code N.build.json}, {@code N.audit.json}, {@code N.layers.json}, {@code
 * N.snapshot.json}, {@code timestamp.json}. Consistent snapshots; delegations {@code build} ({@code
 * img/*}{@code /*}), {@code audit} ({@code audit/*}{@code /*}), {@code layers} ({@code
 * layer/sha256/*}). Blocking; one writer; crash-safe: the timestamp is renamed last.
 *
 * <p>Expiry: root and targets 1 year, delegated roles 90 days, snapshot 7 days, timestamp 1 day.
 * The targets themselves are not here: who serves them finds the digest with {@link #findTarget}
 * and takes the bytes from the content store. Reads ({@code find…}, {@link #metadataFiles}) come
 * from memory, never wait and are safe from any thread; writers queue on a lock.
 */
public final class TufRepository {
  private static final String METADATA = "metadata";

  private final TufDirectory directory;
  private final OnlineKeys keys;
  private final PublishStep steps;
  private final ReentrantLock writer = new ReentrantLock();
  private volatile RepositoryState state;

  private TufRepository(
      TufDirectory directory, OnlineKeys keys, PublishStep steps, RepositoryState state) {
    this.directory = directory;
    this.keys = keys;
    this.steps = steps;
    this.state = state;
  }

  /** Keys by TUF role: the online ones that a running service may hold. */
  public record OnlineKeys(
      SigningKey build,
      SigningKey audit,
      SigningKey layers,
      SigningKey snapshot,
      SigningKey timestamp) {}

  /** Root and targets keys: offline, used by {@link #initialise} alone. */
  public record OfflineKeys(SigningKey root, SigningKey targets) {}

  /**
   * One target to publish.
   *
   * @param role {@code build}, {@code audit} or {@code layers}
   * @param path segments of {@code [A-Za-z0-9._~+@:=-]}, within what the role is trusted for
   */
  public record NewTarget(String role, String path, long length, Digest digest, JsonObject custom) {
    private static final Pattern PATH =
        Pattern.compile(
            "(?!\\.{1,2}(/|$))[A-Za-z0-9._~+@:=-]+(/(?!\\.{1,2}(/|$))[A-Za-z0-9._~+@:=-]+)*");

    public NewTarget {
      PathPattern allowed = Delegates.ROLES.get(role);
      if (allowed == null || !allowed.matches(path) || !PATH.matcher(path).matches()) {
        throw new IllegalArgumentException("role " + role + " may not publish target " + path);
      }
    }

    TargetFile file() {
      return TargetFile.of(length, digest, custom);
    }
  }

  /** Makes version 1 of everything; does nothing when the repository is there. */
  public static void initialise(Path directory, OfflineKeys offline, OnlineKeys online, Instant now)
      throws IOException, FormatException {
    initialise(directory, offline, online, now, PublishStep.NONE);
  }

  static void initialise(
      Path directory, OfflineKeys offline, OnlineKeys online, Instant now, PublishStep steps)
      throws IOException, FormatException {
    TufDirectory files = new TufDirectory(directory.resolve(METADATA));
    if (!files.has(RepositoryState.TIMESTAMP_FILE)) {
      new FirstVersions(offline, online, now).write(files, steps);
    }
  }

  /**
   * Opens and verifies a repository; what has expired in it is left to {@link #renewIfDue}.
   *
   * @throws FormatException when its metadata does not verify, or names other keys than {@code
   *     online}
   */
  public static TufRepository open(Path directory, OnlineKeys online)
      throws IOException, FormatException {
    return open(directory, online, PublishStep.NONE);
  }

  static TufRepository open(Path directory, OnlineKeys online, PublishStep steps)
      throws IOException, FormatException {
    TufDirectory files = new TufDirectory(directory.resolve(METADATA));
    if (!files.has(RepositoryState.TIMESTAMP_FILE)) {
      throw new FormatException(
          directory.toString(), "no TUF repository (metadata/timestamp.json is missing)");
    }
    files.prepare();
    try {
      RepositoryState state = RepositoryState.load(files);
      requireKey(directory, Snapshot.TYPE, online.snapshot(), state.root().role(Snapshot.TYPE));
      requireKey(directory, Timestamp.TYPE, online.timestamp(), state.root().role(Timestamp.TYPE));
      for (var role : state.targets().delegations().orElseThrow().roles()) {
        if (Delegates.ROLES.containsKey(role.name())) {
          requireKey(directory, role.name(), Delegates.key(role.name(), online), role.role());
        }
      }
      return new TufRepository(files, online, steps, state);
    } catch (TufException e) {
      throw new FormatException(
          directory + ": TUF repository does not verify: " + e.getMessage(), e);
    }
  }

  private static void requireKey(Path directory, String name, SigningKey key, Role role)
      throws FormatException {
    Key found = TufSigning.key(key);
    if (!role.keyIds().contains(found.id())) {
      throw new FormatException(
          directory.toString(),
          "TUF role " + name + " wants key " + role.keyIds() + ", found " + found.id());
    }
  }

  /**
   * Adds targets (those already listed with the same digest are left alone), then snapshot and
   * timestamp. Idempotent. Verified with {@code verifier.tuf} before the timestamp is replaced;
   * durable on return. A failure leaves the old state, and the call may be repeated.
   */
  public void publish(List<NewTarget> targets, Instant now) throws IOException, FormatException {
    writer.lock();
    try {
      Map<String, Map<String, TargetFile>> added = new LinkedHashMap<>();
      Map<String, TargetFile> expected = new HashMap<>();
      for (NewTarget target : targets) {
        if (!state.findTarget(target.path()).equals(Optional.of(target.file()))) {
          added
              .computeIfAbsent(target.role(), role -> new LinkedHashMap<>())
              .put(target.path(), target.file());
          expected.put(target.path(), target.file());
        }
      }
      if (added.isEmpty()) {
        return;
      }
      Map<String, Targets> changed = new LinkedHashMap<>();
      added.forEach((role, files) -> changed.put(role, next(role, files, now)));
      run(now, changed, true, expected);
    } finally {
      writer.unlock();
    }
  }

  /**
   * Renews delegated roles, snapshot and timestamp when a third of their life or less is left, also
   * when they have expired already. Does nothing when none is due.
   */
  public void renewIfDue(Instant now) throws IOException, FormatException {
    writer.lock();
    try {
      Map<String, Targets> changed = new LinkedHashMap<>();
      state
          .delegated()
          .forEach(
              (role, file) -> {
                if (Lifetimes.due(role, file.expires(), now)) {
                  changed.put(role, next(role, Map.of(), now));
                }
              });
      boolean snapshotDue = Lifetimes.due(Snapshot.TYPE, state.snapshot().signed().expires(), now);
      boolean timestampDue =
          Lifetimes.due(Timestamp.TYPE, state.timestamp().signed().expires(), now);
      if (!changed.isEmpty() || snapshotDue || timestampDue) {
        run(now, changed, snapshotDue, Map.of());
      }
    } finally {
      writer.unlock();
    }
  }

  private Targets next(String role, Map<String, TargetFile> added, Instant now) {
    Targets before = state.delegated().getOrDefault(role, FirstVersions.emptyTargets(role, now));
    Map<String, TargetFile> all = new TreeMap<>(before.targets());
    all.putAll(added);
    return new Targets(
        before.version() + 1, Lifetimes.expiry(role, now), all, before.delegations());
  }

  private void run(
      Instant now,
      Map<String, Targets> changed,
      boolean newSnapshot,
      Map<String, TargetFile> expected)
      throws IOException, FormatException {
    try {
      state =
          new Publication(directory, keys, state, now, steps).run(changed, newSnapshot, expected);
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
      state = RepositoryState.load(directory);
    } catch (IOException | TufException e) {
      failure.addSuppressed(e); // what was served before is still served
    }
  }

  /** The files that a server gives out, by name, e.g. {@code timestamp.json}; immutable. */
  public Map<String, Bytes> metadataFiles() {
    return state.files();
  }

  /** The entry of target {@code path}, e.g. {@code layer/sha256/…}. */
  public Optional<TargetFile> findTarget(String path) {
    return state.findTarget(path);
  }

  /**
   * The entry behind a consistent target path, {@code img/web/sha256hex.1.0} for {@code
   * img/web/1.0}; empty when that target has another hash.
   */
  public Optional<TargetFile> findConsistentTarget(String urlPath) {
    return state.findConsistent(urlPath);
  }

  /** When each online file runs out, by role: for metrics and alarms. */
  public Map<String, Instant> expiries() {
    RepositoryState now = state;
    Map<String, Instant> expiries = new TreeMap<>();
    expiries.put("root", now.root().expires());
    expiries.put(Targets.TYPE, now.targets().expires());
    expiries.put(Snapshot.TYPE, now.snapshot().signed().expires());
    expiries.put(Timestamp.TYPE, now.timestamp().signed().expires());
    now.delegated().forEach((role, file) -> expiries.put(role, file.expires()));
    return expiries;
  }
}
