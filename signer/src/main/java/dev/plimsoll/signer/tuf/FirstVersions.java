package dev.plimsoll.signer.tuf;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.tuf.Key;
import dev.plimsoll.formats.tuf.MetaFile;
import dev.plimsoll.formats.tuf.Role;
import dev.plimsoll.formats.tuf.Root;
import dev.plimsoll.formats.tuf.Signed;
import dev.plimsoll.formats.tuf.Snapshot;
import dev.plimsoll.formats.tuf.Targets;
import dev.plimsoll.formats.tuf.Timestamp;
import dev.plimsoll.signer.key.SigningKey;
import dev.plimsoll.signer.tuf.TufRepository.OfflineKeys;
import dev.plimsoll.signer.tuf.TufRepository.OnlineKeys;
import dev.plimsoll.verifier.tuf.MetadataSource;
import dev.plimsoll.verifier.tuf.TufException;
import dev.plimsoll.verifier.tuf.Updater;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Version 1 of every file of a new repository; as long as it has no timestamp it is not there. */
final class FirstVersions {
  private final OfflineKeys offline;
  private final OnlineKeys online;
  private final Instant now;

  FirstVersions(OfflineKeys offline, OnlineKeys online, Instant now) {
    this.offline = offline;
    this.online = online;
    this.now = now;
  }

  /** All files but the timestamp, sync, a client's check, then the timestamp. */
  void write(TufDirectory directory, PublishStep steps) throws IOException, FormatException {
    Map<String, Bytes> files = make();
    verify(files);
    directory.prepare();
    for (Map.Entry<String, Bytes> file : files.entrySet()) {
      if (file.getKey().equals(RepositoryState.TIMESTAMP_FILE)) {
        steps.before("sync");
        directory.sync();
      }
      steps.before("write " + file.getKey());
      directory.write(file.getKey(), file.getValue());
    }
    steps.before("sync timestamp");
    directory.sync();
  }

  private Map<String, Bytes> make() throws IOException {
    Map<String, Bytes> files = new LinkedHashMap<>();
    files.put(RepositoryState.FIRST_ROOT, TufSigning.sign(root(), offline.root()).file());
    Map<String, MetaFile> meta = new LinkedHashMap<>();
    for (String role : Delegates.ROLES.keySet()) {
      files.put(
          "1." + role + ".json",
          TufSigning.sign(emptyTargets(role, now), Delegates.key(role, online)).file());
      meta.put(role + ".json", MetaFile.of(1));
    }
    Targets targets =
        new Targets(
            1, Lifetimes.expiry(Targets.TYPE, now), Map.of(), Optional.of(Delegates.of(online)));
    files.put("1.targets.json", TufSigning.sign(targets, offline.targets()).file());
    meta.put("targets.json", MetaFile.of(1));
    Signed<Snapshot> snapshot =
        TufSigning.sign(
            new Snapshot(1, Lifetimes.expiry(Snapshot.TYPE, now), meta), online.snapshot());
    files.put("1.snapshot.json", snapshot.file());
    Timestamp timestamp =
        new Timestamp(1, Lifetimes.expiry(Timestamp.TYPE, now), MetaFile.of(1, snapshot.file()));
    files.put(
        RepositoryState.TIMESTAMP_FILE, TufSigning.sign(timestamp, online.timestamp()).file());
    return files;
  }

  private Root root() {
    Map<String, SigningKey> holders = new LinkedHashMap<>();
    holders.put(Root.TYPE, offline.root());
    holders.put(Timestamp.TYPE, online.timestamp());
    holders.put(Snapshot.TYPE, online.snapshot());
    holders.put(Targets.TYPE, offline.targets());
    Map<String, Key> keys = new LinkedHashMap<>();
    Map<String, Role> roles = new LinkedHashMap<>();
    holders.forEach(
        (name, key) -> {
          keys.put(TufSigning.key(key).id(), TufSigning.key(key));
          roles.put(name, TufSigning.role(key));
        });
    return new Root(1, Lifetimes.expiry(Root.TYPE, now), true, keys, roles);
  }

  static Targets emptyTargets(String role, Instant now) {
    return new Targets(1, Lifetimes.expiry(role, now), Map.of(), Optional.empty());
  }

  private void verify(Map<String, Bytes> files) throws IOException, FormatException {
    try {
      Updater client = RepositoryState.verifier(files, MetadataSource.of(files), now);
      client.refresh();
      for (String role : Delegates.ROLES.keySet()) {
        client.fetchDelegated(role);
      }
    } catch (TufException e) {
      throw new FormatException("new TUF repository does not verify: " + e.getMessage(), e);
    }
  }
}
