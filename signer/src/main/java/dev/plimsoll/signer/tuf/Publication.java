package dev.plimsoll.signer.tuf;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.tuf.MetaFile;
import dev.plimsoll.formats.tuf.Signed;
import dev.plimsoll.formats.tuf.Snapshot;
import dev.plimsoll.formats.tuf.TargetFile;
import dev.plimsoll.formats.tuf.Targets;
import dev.plimsoll.formats.tuf.Timestamp;
import dev.plimsoll.signer.tuf.TufRepository.OnlineKeys;
import dev.plimsoll.verifier.tuf.MetadataSource;
import dev.plimsoll.verifier.tuf.TrustedStore;
import dev.plimsoll.verifier.tuf.TufException;
import dev.plimsoll.verifier.tuf.Updater;
import dev.plimsoll.verifier.tuf.UpdaterLimits;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One step from a published state to the next, in the order that no crash can break: role files,
 * snapshot, sync, a client's full check of what then is on disk, and last the timestamp. Until the
 * timestamp is renamed no client can learn of the new files, so those of a broken attempt are
 * overwritten by the next.
 */
final class Publication {
  private final TufDirectory directory;
  private final OnlineKeys keys;
  private final RepositoryState before;
  private final Instant now;
  private final PublishStep steps;

  Publication(
      TufDirectory directory,
      OnlineKeys keys,
      RepositoryState before,
      Instant now,
      PublishStep steps) {
    this.directory = directory;
    this.keys = keys;
    this.before = before;
    this.now = now;
    this.steps = steps;
  }

  /**
   * @param changed new versions of delegated roles
   * @param newSnapshot also when no role changed
   * @param expected targets that a client must find afterwards
   */
  RepositoryState run(
      Map<String, Targets> changed, boolean newSnapshot, Map<String, TargetFile> expected)
      throws IOException, TufException {
    Map<String, Bytes> written = new LinkedHashMap<>();
    Map<String, MetaFile> meta = new LinkedHashMap<>(before.snapshot().signed().meta());
    Map<String, Targets> delegated = new HashMap<>(before.delegated());
    for (Map.Entry<String, Targets> role : changed.entrySet()) {
      Signed<Targets> file = TufSigning.sign(role.getValue(), Delegates.key(role.getKey(), keys));
      write(written, role.getValue().version() + "." + role.getKey() + ".json", file.file());
      meta.put(role.getKey() + ".json", MetaFile.of(role.getValue().version()));
      delegated.put(role.getKey(), role.getValue());
    }
    Signed<Snapshot> snapshot = before.snapshot();
    if (newSnapshot || !changed.isEmpty()) {
      snapshot = TufSigning.sign(nextSnapshot(meta), keys.snapshot());
      write(written, snapshot.signed().version() + ".snapshot.json", snapshot.file());
    }
    Signed<Timestamp> timestamp = TufSigning.sign(nextTimestamp(snapshot), keys.timestamp());
    steps.before("sync");
    directory.sync();
    steps.before("verify");
    verify(timestamp, expected, changed);
    write(written, RepositoryState.TIMESTAMP_FILE, timestamp.file());
    steps.before("sync timestamp");
    directory.sync();
    return after(written, timestamp, snapshot, delegated);
  }

  private void write(Map<String, Bytes> written, String name, Bytes file) throws IOException {
    steps.before("write " + name);
    directory.write(name, file);
    written.put(name, file);
  }

  private Snapshot nextSnapshot(Map<String, MetaFile> meta) {
    return new Snapshot(
        before.snapshot().signed().version() + 1, Lifetimes.expiry(Snapshot.TYPE, now), meta);
  }

  private Timestamp nextTimestamp(Signed<Snapshot> snapshot) {
    return new Timestamp(
        before.timestamp().signed().version() + 1,
        Lifetimes.expiry(Timestamp.TYPE, now),
        MetaFile.of(snapshot.signed().version(), snapshot.file()));
  }

  /** Plays a client that knows the state before: it must come through, and find the targets. */
  private void verify(
      Signed<Timestamp> timestamp, Map<String, TargetFile> expected, Map<String, Targets> changed)
      throws IOException, TufException {
    TrustedStore known = TrustedStore.inMemory(directory.read(RepositoryState.FIRST_ROOT));
    known.save(Timestamp.TYPE, before.timestamp().file());
    known.save(Snapshot.TYPE, before.snapshot().file());
    MetadataSource disk = MetadataSource.of(directory.path());
    MetadataSource next =
        (name, maxBytes) ->
            name.equals(RepositoryState.TIMESTAMP_FILE)
                ? Optional.of(timestamp.file())
                : disk.fetch(name, maxBytes);
    Updater client = Updater.of(known, next, UpdaterLimits.STANDARD, now);
    client.refresh();
    for (String role : changed.keySet()) {
      client.fetchDelegated(role);
    }
    for (Map.Entry<String, TargetFile> target : expected.entrySet()) {
      if (!client.findTarget(target.getKey()).equals(Optional.of(target.getValue()))) {
        throw new IOException("a client would not find " + target.getKey() + "; not published");
      }
    }
  }

  private RepositoryState after(
      Map<String, Bytes> written,
      Signed<Timestamp> timestamp,
      Signed<Snapshot> snapshot,
      Map<String, Targets> delegated)
      throws IOException {
    Map<String, Bytes> all = new HashMap<>(before.files());
    all.putAll(written);
    RepositoryState state =
        RepositoryState.of(before.root(), timestamp, snapshot, before.targets(), delegated, all);
    List<String> old = new ArrayList<>(all.keySet());
    old.removeAll(state.files().keySet());
    for (String name : old) {
      steps.before("delete " + name);
      directory.delete(name);
    }
    return state;
  }
}
