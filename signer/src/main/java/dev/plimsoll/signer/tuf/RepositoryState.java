package dev.plimsoll.signer.tuf;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.tuf.Root;
import dev.plimsoll.formats.tuf.Signed;
import dev.plimsoll.formats.tuf.Snapshot;
import dev.plimsoll.formats.tuf.TargetFile;
import dev.plimsoll.formats.tuf.Targets;
import dev.plimsoll.formats.tuf.Timestamp;
import dev.plimsoll.verifier.tuf.MetadataSource;
import dev.plimsoll.verifier.tuf.TrustedMetadataSet;
import dev.plimsoll.verifier.tuf.TrustedStore;
import dev.plimsoll.verifier.tuf.TufException;
import dev.plimsoll.verifier.tuf.Updater;
import dev.plimsoll.verifier.tuf.UpdaterLimits;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is published at one moment: immutable, read by many threads while the next is made.
 *
 * @param delegated the files of the delegated roles, by role
 * @param files what a server gives out, by file name
 * @param index every target of every delegated role, by path
 */
record RepositoryState(
    Root root,
    Signed<Timestamp> timestamp,
    Signed<Snapshot> snapshot,
    Targets targets,
    Map<String, Targets> delegated,
    Map<String, Bytes> files,
    Map<String, TargetFile> index) {
  static final String FIRST_ROOT = "1.root.json";
  static final String TIMESTAMP_FILE = "timestamp.json";

  /** Versions of a role's file that stay for clients in the middle of an update. */
  static final int KEPT_VERSIONS = 3;

  private static final Pattern VERSIONED = Pattern.compile("([1-9][0-9]{0,17})\\.(.+)\\.json");
  private static final Pattern CONSISTENT = Pattern.compile("(.*/)?([0-9a-f]{64})\\.([^/]+)");

  /**
   * Loads and verifies what {@code directory} holds, whatever has expired: a repository that was
   * asleep must be able to renew itself.
   */
  static RepositoryState load(TufDirectory directory) throws IOException, TufException {
    SortedMap<String, Bytes> all = directory.readAll();
    Updater updater = verifier(all, MetadataSource.of(all), Instant.EPOCH);
    updater.refresh();
    Map<String, Targets> delegated = new LinkedHashMap<>();
    for (String role : Delegates.ROLES.keySet()) {
      delegated.put(role, updater.fetchDelegated(role));
    }
    TrustedMetadataSet trusted = updater.trusted();
    return of(
        trusted.root().signed(),
        trusted.timestamp().orElseThrow(),
        trusted.snapshot().orElseThrow(),
        trusted.targets().orElseThrow().signed(),
        delegated,
        all);
  }

  /** Drops from {@code all} what nobody should ask for: newer than what is listed, or too old. */
  static RepositoryState of(
      Root root,
      Signed<Timestamp> timestamp,
      Signed<Snapshot> snapshot,
      Targets targets,
      Map<String, Targets> delegated,
      Map<String, Bytes> all) {
    Map<String, Long> current = new HashMap<>();
    current.put(Root.TYPE, root.version());
    current.put(Snapshot.TYPE, snapshot.signed().version());
    current.put(Targets.TYPE, targets.version());
    delegated.forEach((role, file) -> current.put(role, file.version()));
    Map<String, Bytes> served = new TreeMap<>();
    all.forEach(
        (name, file) -> {
          if (name.equals(TIMESTAMP_FILE) || serves(name, current)) {
            served.put(name, file);
          }
        });
    Map<String, TargetFile> index = new HashMap<>();
    delegated.values().forEach(t -> index.putAll(t.targets()));
    return new RepositoryState(
        root,
        timestamp,
        snapshot,
        targets,
        Map.copyOf(delegated),
        java.util.Collections.unmodifiableMap(served),
        Map.copyOf(index));
  }

  private static boolean serves(String name, Map<String, Long> current) {
    Matcher parts = VERSIONED.matcher(name);
    if (!parts.matches() || !current.containsKey(parts.group(2))) {
      return false;
    }
    long version = Long.parseLong(parts.group(1));
    long newest = current.getOrDefault(parts.group(2), 0L);
    boolean chain = parts.group(2).equals(Root.TYPE); // every root ever, or old clients are lost
    return version <= newest && (chain || version > newest - KEPT_VERSIONS);
  }

  /** A client that starts from the first root in {@code files}. */
  static Updater verifier(Map<String, Bytes> files, MetadataSource source, Instant now)
      throws IOException, TufException {
    Bytes root =
        Optional.ofNullable(files.get(FIRST_ROOT))
            .orElseThrow(() -> new IOException("TUF repository has no " + FIRST_ROOT));
    return Updater.of(TrustedStore.inMemory(root), source, UpdaterLimits.STANDARD, now);
  }

  Optional<TargetFile> findTarget(String path) {
    return Optional.ofNullable(index.get(path));
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
