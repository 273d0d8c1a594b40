package dev.plimsoll.verifier.notary;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.notary.NotaryDelegation;
import dev.plimsoll.formats.notary.NotaryFile;
import dev.plimsoll.formats.notary.NotaryKey;
import dev.plimsoll.formats.notary.NotaryMeta;
import dev.plimsoll.formats.notary.NotaryRoot;
import dev.plimsoll.formats.notary.NotarySigned;
import dev.plimsoll.formats.notary.NotarySnapshot;
import dev.plimsoll.formats.notary.NotaryTargets;
import dev.plimsoll.formats.notary.NotaryTimestamp;
import dev.plimsoll.formats.tuf.Role;
import dev.plimsoll.formats.tuf.TargetFile;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One collection of a Notary server, with all private keys, so that tests can publish anything,
 * also what no honest server would. Public fields of the next publication may be changed; {@link
 * #publish} signs and files everything anew.
 */
final class NotarySimulator {
  static final Instant NOW = Instant.parse("2030-06-01T12:00:00.5Z");
  static final String GUN = "example.com/team/web";
  static final TestCertificates.Validity VALID =
      new TestCertificates.Validity(
          NOW.minus(Duration.ofDays(400)), NOW.plus(Duration.ofDays(900)));

  final Map<String, Bytes> files = new HashMap<>();
  final Map<String, Long> versions = new HashMap<>();
  final Map<String, Instant> expiries = new HashMap<>();
  final Map<String, List<TestSigner>> signers = new HashMap<>();
  final Map<String, NotaryTargets> targets = new LinkedHashMap<>();
  List<TestSigner> rootKeys = new ArrayList<>(List.of(rootSigner(GUN, VALID)));
  List<TestSigner> oldRootKeys = List.of();
  long rootThreshold = 1;
  TestSigner targetsKey = TestSigner.ecdsa("secp256r1");
  TestSigner snapshotKey = TestSigner.ed25519();
  TestSigner timestampKey = TestSigner.ed25519();

  NotarySimulator() {
    targets.put("targets", empty());
    addTarget("targets", "v1", "one");
    publish();
  }

  static TestSigner rootSigner(String commonName, TestCertificates.Validity validity) {
    TestSigner bare = TestSigner.ecdsa("secp256r1");
    return bare.certified(
        TestCertificates.pem(
            new TestCertificates.Subject(
                commonName, bare.pair().getPublic(), TestCertificates.Kind.LEAF),
            validity,
            commonName,
            bare.pair().getPrivate()));
  }

  private NotaryTargets empty() {
    return new NotaryTargets(1, expiry("targets"), Map.of(), Map.of(), Map.of(), List.of());
  }

  Instant expiry(String role) {
    return Optional.ofNullable(expiries.get(role)).orElse(NOW.plus(Duration.ofDays(10)));
  }

  NotaryTargets targets(String role) {
    return Optional.ofNullable(targets.get(role)).orElseGet(this::empty);
  }

  void addTarget(String role, String name, String content) {
    NotaryTargets before = targets(role);
    Map<String, TargetFile> all = new LinkedHashMap<>(before.targets());
    Bytes bytes = Bytes.ofUtf8(content);
    all.put(
        name,
        TargetFile.of(
            bytes.size(), Digest.of(bytes.toArray()), JsonObject.builder().put("n", 1).build()));
    put(role, before, all, before.keys(), before.delegations());
  }

  /** Delegates from the role above, and signs the file of the new role with {@code key}. */
  void delegate(String parent, String name, TestSigner key, String... paths) {
    NotaryTargets before = targets(parent);
    Map<String, NotaryKey> keys = new LinkedHashMap<>(before.keys());
    keys.put(key.id(), key.key());
    List<NotaryDelegation> all = new ArrayList<>(before.delegations());
    all.add(new NotaryDelegation(name, new Role(List.of(key.id()), 1), List.of(paths)));
    put(parent, before, before.targets(), keys, all);
    signers.put(name, List.of(key));
  }

  private void put(
      String role,
      NotaryTargets before,
      Map<String, TargetFile> all,
      Map<String, NotaryKey> keys,
      List<NotaryDelegation> delegations) {
    targets.put(
        role,
        new NotaryTargets(
            before.version(), before.expires(), all, before.plainCustom(), keys, delegations));
  }

  long next(String role) {
    return versions.merge(role, 1L, Long::sum);
  }

  /** A root with the keys of now, signed by them and by {@link #oldRootKeys}. */
  void publishRoot() {
    Map<String, NotaryKey> keys = new LinkedHashMap<>();
    Map<String, Role> roles = new LinkedHashMap<>();
    roles.put(
        "root", new Role(rootKeys.stream().map(TestSigner::id).distinct().toList(), rootThreshold));
    rootKeys.forEach(k -> keys.put(k.id(), k.key()));
    Map.of("targets", targetsKey, "snapshot", snapshotKey, "timestamp", timestampKey)
        .forEach(
            (role, key) -> {
              roles.put(role, new Role(List.of(key.id()), 1));
              keys.put(key.id(), key.key());
            });
    List<TestSigner> signing = new ArrayList<>(rootKeys);
    oldRootKeys.stream().filter(k -> !signing.contains(k)).forEach(signing::add);
    Bytes file = file(new NotaryRoot(next("root"), expiry("root"), false, keys, roles), signing);
    files.put("root.json", file);
    files.put(versions.get("root") + ".root.json", file);
  }

  /** New root keys, signed for by the old ones. */
  void rotateRoot(TestSigner... keys) {
    oldRootKeys = rootKeys;
    rootKeys = new ArrayList<>(List.of(keys));
    publishRoot();
    oldRootKeys = List.of();
    publishBelowRoot();
  }

  void publish() {
    publishRoot();
    publishBelowRoot();
  }

  void publishBelowRoot() {
    Map<String, NotaryMeta> meta = new LinkedHashMap<>();
    meta.put("root", NotaryMeta.of(file("root.json")));
    targets.forEach(
        (role, listed) -> {
          NotaryTargets signed =
              new NotaryTargets(
                  next(role),
                  expiry(role),
                  listed.targets(),
                  listed.plainCustom(),
                  listed.keys(),
                  listed.delegations());
          List<TestSigner> keys =
              Optional.ofNullable(signers.get(role)).orElse(List.of(targetsKey));
          meta.put(role, store(role, file(signed, keys)));
        });
    publishSnapshot(new NotarySnapshot(next("snapshot"), expiry("snapshot"), meta));
  }

  void publishSnapshot(NotarySnapshot snapshot) {
    NotaryMeta listed = store("snapshot", file(snapshot, List.of(snapshotKey)));
    publishTimestamp(listed);
  }

  void publishTimestamp(NotaryMeta snapshot) {
    files.put(
        "timestamp.json",
        file(
            new NotaryTimestamp(next("timestamp"), expiry("timestamp"), snapshot),
            List.of(timestampKey)));
  }

  private NotaryMeta store(String role, Bytes file) {
    files.put(role + ".json", file);
    files.put(role + "." + file.digest().hex() + ".json", file);
    return NotaryMeta.of(file);
  }

  static Bytes file(NotarySigned signed, List<TestSigner> keys) {
    List<NotaryFile.Signature> signatures =
        keys.stream().map(k -> k.sign(signed.toBeSigned())).toList();
    return NotaryFile.of(signed, signatures).file();
  }

  Bytes file(String name) {
    return Optional.ofNullable(files.get(name)).orElseThrow();
  }

  /** Serves {@code content} under the checksum name that is listed for {@code role}. */
  void replaceListed(String role, Bytes content) {
    files.put(role + "." + file(role + ".json").digest().hex() + ".json", content);
  }

  NotarySource source() {
    return NotarySource.of(Map.copyOf(files));
  }
}
