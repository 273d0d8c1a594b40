package dev.plimsoll.signer.tuf;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.tuf.MetaFile;
import dev.plimsoll.formats.tuf.Root;
import dev.plimsoll.formats.tuf.Signed;
import dev.plimsoll.formats.tuf.Snapshot;
import dev.plimsoll.formats.tuf.Timestamp;
import dev.plimsoll.signer.tuf.RepositoryState.Entry;
import dev.plimsoll.verifier.tuf.MetadataSource;
import dev.plimsoll.verifier.tuf.TrustedStore;
import dev.plimsoll.verifier.tuf.TufException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One step from a published state to the next, in the order that no crash can break: role files and
 * snapshot under their names, synced; a client's check of what then is on disk; the changefeed; a
 * new root, if there is one; last the timestamp. Until the timestamp is renamed no client can learn
 * of the new files, so those of a broken attempt are overwritten by the next.
 *
 * <p>Only a root is seen as soon as it has its name. When it names other timestamp or snapshot
 * keys, a crash before the timestamp leaves clients of the bare directory without one they could
 * take, until {@link TufRepository#renewIfDue} completes it.
 */
final class Publication {
  private final TufDirectory directory;
  private final ChangeFeed feed;
  private final KeyRing ring;
  private final RepositoryState before;
  private final Instant now;
  private final PublishStep steps;

  Publication(
      TufDirectory directory,
      ChangeFeed feed,
      KeyRing ring,
      RepositoryState before,
      Instant now,
      PublishStep steps) {
    this.directory = directory;
    this.feed = feed;
    this.ring = ring;
    this.before = before;
    this.now = now;
    this.steps = steps;
  }

  RepositoryState run(Draft draft) throws IOException, TufException, FormatException {
    Signed<Root> root = draft.root().orElse(before.root());
    SignedText snapshot =
        draft.newSnapshot() ? nextSnapshot(root.signed(), draft) : before.snapshot();
    Signed<Timestamp> timestamp = nextTimestamp(root.signed(), snapshot);
    List<String> staged = new ArrayList<>();
    for (RoleFile role : draft.roles().values()) {
      stage(staged, role.fileName(), role.file());
    }
    if (draft.newSnapshot()) {
      stage(staged, snapshot.version() + ".snapshot.json", snapshot.file());
    }
    steps.before("sync");
    directory.publish(staged);
    steps.before("verify");
    verify(draft, timestamp);
    steps.before("record");
    feed.append(timestamp.signed().version(), now, draft);
    if (draft.root().isPresent()) {
      single(root.signed().version() + ".root.json", root.file());
    }
    single(TufDirectory.TIMESTAMP_FILE, timestamp.file());
    feed.commit();
    RepositoryState after = after(draft, root, timestamp, snapshot);
    deleteOld(draft, after);
    return after;
  }

  private void stage(List<String> staged, String name, Bytes file) throws IOException {
    steps.before("write " + name);
    directory.stage(name, file);
    staged.add(name);
  }

  private void single(String name, Bytes file) throws IOException {
    steps.before("write " + name);
    directory.stage(name, file);
    steps.before("rename " + name);
    directory.publish(List.of(name));
  }

  private SignedText nextSnapshot(Root root, Draft draft) throws IOException, FormatException {
    SortedMap<String, Bytes> changed = new TreeMap<>();
    draft.roles().values().forEach(r -> changed.put(r.listedName(), versionOnly(r.version())));
    return SignedText.make(
        new Snapshot(
            before.snapshot().version() + 1, Lifetimes.expiry(Snapshot.TYPE, now), Map.of()),
        "meta",
        List.of(before.snapshot().members()),
        changed,
        signers(ring, root, Snapshot.TYPE));
  }

  /**
   * Without length and hash: with them a snapshot, which every client fetches, is 4 times larger.
   */
  static Bytes versionOnly(long version) {
    return Bytes.ofUtf8("{\"version\":" + version + "}");
  }

  private Signed<Timestamp> nextTimestamp(Root root, SignedText snapshot)
      throws IOException, FormatException {
    return signers(ring, root, Timestamp.TYPE)
        .sign(
            new Timestamp(
                before.timestamp().signed().version() + 1,
                Lifetimes.expiry(Timestamp.TYPE, now),
                MetaFile.of(snapshot.version(), snapshot.file())));
  }

  static RoleSigners signers(KeyRing ring, Root root, String role) throws FormatException {
    return ring.signers(root.role(role), root.keys())
        .orElseThrow(
            () ->
                new FormatException(
                    "TUF role " + role,
                    "this process lacks the keys that root version "
                        + root.version()
                        + " names for it: "
                        + root.role(role).keyIds()));
  }

  /** A client that knows the state before must come through, and find the targets. */
  private void verify(Draft draft, Signed<Timestamp> timestamp)
      throws IOException, TufException, FormatException {
    TrustedStore known = TrustedStore.inMemory(before.root().file());
    known.save(Timestamp.TYPE, before.timestamp().file());
    known.save(Snapshot.TYPE, before.snapshot().file());
    Map<String, Bytes> unwritten = new HashMap<>();
    unwritten.put(TufDirectory.TIMESTAMP_FILE, timestamp.file());
    draft.root().ifPresent(r -> unwritten.put(r.signed().version() + ".root.json", r.file()));
    MetadataSource disk = MetadataSource.of(directory.path());
    MetadataSource next =
        (name, maxBytes) -> {
          Optional<Bytes> file = Optional.ofNullable(unwritten.get(name));
          return file.isPresent() ? file : disk.fetch(name, maxBytes);
        };
    ClientRun client = ClientRun.refresh(known, next, now);
    client.take(draft);
  }

  private RepositoryState after(
      Draft draft, Signed<Root> root, Signed<Timestamp> timestamp, SignedText snapshot) {
    SortedMap<Long, Bytes> roots = before.roots();
    if (draft.root().isPresent()) {
      roots = new TreeMap<>(roots);
      roots.put(root.signed().version(), root.file());
    }
    Map<String, Entry> changed = new HashMap<>();
    draft
        .roles()
        .forEach(
            (name, file) ->
                changed.put(
                    name,
                    before
                        .roles()
                        .find(name)
                        .map(e -> e.next(file))
                        .orElseGet(() -> Entry.first(file))));
    return new RepositoryState(
        roots,
        root,
        timestamp,
        snapshot,
        draft.newSnapshot()
            ? before.snapshots().next(snapshot.version(), snapshot.file())
            : before.snapshots(),
        before.roles().with(changed),
        Optional.empty());
  }

  private void deleteOld(Draft draft, RepositoryState after) throws IOException {
    for (String role : draft.roles().keySet()) {
      long oldest = after.roles().find(role).orElseThrow().versions().oldest();
      delete(oldest - 1 + "." + role + ".json");
    }
    if (draft.newSnapshot()) {
      delete(after.snapshots().oldest() - 1 + ".snapshot.json");
    }
  }

  private void delete(String name) throws IOException {
    if (!name.startsWith("0.")) {
      steps.before("delete " + name);
      directory.delete(name);
    }
  }
}
