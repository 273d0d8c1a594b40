package dev.plimsoll.signer.tuf;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.tuf.MetaFile;
import dev.plimsoll.formats.tuf.Root;
import dev.plimsoll.formats.tuf.Signed;
import dev.plimsoll.formats.tuf.Snapshot;
import dev.plimsoll.formats.tuf.Targets;
import dev.plimsoll.formats.tuf.Timestamp;
import dev.plimsoll.signer.tuf.RoleFile.Whole;
import dev.plimsoll.verifier.tuf.MetadataSource;
import dev.plimsoll.verifier.tuf.TrustedStore;
import dev.plimsoll.verifier.tuf.TufException;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Version 1 of every file of a new repository; as long as it has no timestamp it is not there. */
final class FirstVersions {
  private final KeyRing ring;
  private final BinPolicy policy;
  private final Instant now;

  FirstVersions(KeyRing ring, BinPolicy policy, Instant now) {
    this.ring = ring;
    this.policy = policy;
    this.now = now;
  }

  /** All files but the timestamp, sync, a client's check, then the timestamp. */
  void write(TufDirectory directory, Map<String, Bytes> offline, PublishStep steps)
      throws IOException, FormatException {
    Map<String, RoleFile> roles = new LinkedHashMap<>();
    Map<String, Bytes> files = make(offline, roles);
    verify(files, roles);
    directory.prepare();
    List<String> staged =
        files.keySet().stream().filter(f -> !f.equals(TufDirectory.TIMESTAMP_FILE)).toList();
    for (String name : staged) {
      steps.before("write " + name);
      directory.stage(name, Optional.ofNullable(files.get(name)).orElseThrow());
    }
    steps.before("sync");
    directory.publish(staged);
    steps.before("write timestamp.json");
    directory.stage(
        TufDirectory.TIMESTAMP_FILE,
        Optional.ofNullable(files.get(TufDirectory.TIMESTAMP_FILE)).orElseThrow());
    steps.before("rename timestamp.json");
    directory.publish(List.of(TufDirectory.TIMESTAMP_FILE));
  }

  private Map<String, Bytes> make(Map<String, Bytes> offline, Map<String, RoleFile> roles)
      throws IOException, FormatException {
    Map<String, Bytes> delegated = new LinkedHashMap<>(offline);
    Signed<Root> root = Signed.parse("root.json", require(delegated, Root.TYPE), Root::parse);
    Signed<Targets> targets =
        Signed.parse("targets.json", require(delegated, Targets.TYPE), Targets::parse);
    requireFirst("root.json", root.signed().version());
    requireFirst("targets.json", targets.signed().version());
    Acceptance.requireSigned(root.signed(), targets, "");
    if (!root.signed().consistentSnapshot()) {
      throw new FormatException("root.json", "consistent_snapshot is false, wanted true");
    }
    roles.put(Targets.TYPE, new Whole(Targets.TYPE, targets));
    roles.putAll(
        new DelegatedFiles(ring, policy, role -> Optional.empty(), now)
            .changed(targets.signed(), delegated));
    Map<String, Bytes> files = new LinkedHashMap<>();
    files.put(StateLoader.FIRST_ROOT, root.file());
    SortedMap<String, Bytes> meta = new TreeMap<>();
    roles
        .values()
        .forEach(
            role -> {
              files.put(role.fileName(), role.file());
              meta.put(role.listedName(), Publication.versionOnly(role.version()));
            });
    SignedText snapshot =
        SignedText.make(
            new Snapshot(1, Lifetimes.expiry(Snapshot.TYPE, now), Map.of()),
            "meta",
            List.of(),
            meta,
            Publication.signers(ring, root.signed(), Snapshot.TYPE));
    files.put("1.snapshot.json", snapshot.file());
    Timestamp timestamp =
        new Timestamp(1, Lifetimes.expiry(Timestamp.TYPE, now), MetaFile.of(1, snapshot.file()));
    files.put(
        TufDirectory.TIMESTAMP_FILE,
        Publication.signers(ring, root.signed(), Timestamp.TYPE).sign(timestamp).file());
    return files;
  }

  private static Bytes require(Map<String, Bytes> files, String role) throws FormatException {
    return Optional.ofNullable(files.remove(role))
        .orElseThrow(
            () ->
                new FormatException("new TUF repository", "a signed " + role + ".json is missing"));
  }

  private static void requireFirst(String name, long version) throws FormatException {
    if (version != 1) {
      throw new FormatException(name, "has version " + version + ", a new repository has 1");
    }
  }

  private void verify(Map<String, Bytes> files, Map<String, RoleFile> roles)
      throws IOException, FormatException {
    try {
      ClientRun client =
          ClientRun.refresh(
              TrustedStore.inMemory(
                  Optional.ofNullable(files.get(StateLoader.FIRST_ROOT)).orElseThrow()),
              MetadataSource.of(files),
              now);
      client.take(Draft.of(roles, Map.of(), Map.of()));
    } catch (TufException e) {
      throw new FormatException("new TUF repository does not verify: " + e.getMessage(), e);
    }
  }
}
