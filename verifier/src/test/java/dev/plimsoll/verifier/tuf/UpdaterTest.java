package dev.plimsoll.verifier.tuf;

import static dev.plimsoll.verifier.testing.TufRepositorySimulator.EXPIRES;
import static dev.plimsoll.verifier.testing.TufRepositorySimulator.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.tuf.MetaFile;
import dev.plimsoll.formats.tuf.Root;
import dev.plimsoll.formats.tuf.Signed;
import dev.plimsoll.formats.tuf.Snapshot;
import dev.plimsoll.formats.tuf.TargetFile;
import dev.plimsoll.formats.tuf.Targets;
import dev.plimsoll.formats.tuf.Timestamp;
import dev.plimsoll.verifier.testing.TestKey;
import dev.plimsoll.verifier.testing.TufRepositorySimulator;
import dev.plimsoll.verifier.tuf.TufException.ExpiredException;
import dev.plimsoll.verifier.tuf.TufException.HashMismatchException;
import dev.plimsoll.verifier.tuf.TufException.LengthException;
import dev.plimsoll.verifier.tuf.TufException.MalformedException;
import dev.plimsoll.verifier.tuf.TufException.MissingException;
import dev.plimsoll.verifier.tuf.TufException.RoleRemovedException;
import dev.plimsoll.verifier.tuf.TufException.RollbackException;
import dev.plimsoll.verifier.tuf.TufException.ThresholdException;
import dev.plimsoll.verifier.tuf.TufException.WrongVersionException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The cases of the public TUF conformance suite on refresh, expiry, rollback, keys and rotation.
 */
class UpdaterTest {
  private TufRepositorySimulator repository;
  private TrustedStore store;

  @BeforeEach
  void start() {
    repository = new TufRepositorySimulator();
    store = TrustedStore.inMemory(repository.file("1.root.json"));
  }

  private Updater refresh() throws Exception {
    return refresh(NOW);
  }

  private Updater refresh(Instant now) throws Exception {
    Updater updater = Updater.of(store, repository.source(), UpdaterLimits.STANDARD, now);
    updater.refresh();
    return updater;
  }

  private <T extends TufException> T refused(Class<T> type) {
    return refused(type, NOW);
  }

  private <T extends TufException> T refused(Class<T> type, Instant now) {
    T[] found = newArray(type);
    assertThatThrownBy(() -> refresh(now)).isInstanceOfSatisfying(type, e -> found[0] = e);
    return found[0];
  }

  @SuppressWarnings("unchecked")
  private static <T> T[] newArray(Class<T> type) {
    return (T[]) java.lang.reflect.Array.newInstance(type, 1);
  }

  // --- basic ---

  @Test
  void asksForEachFileOnce_inOrder_andKeepsItsBytes() throws Exception {
    refresh();

    assertThat(repository.asked())
        .containsExactly("2.root.json", "timestamp.json", "1.snapshot.json", "1.targets.json");
    assertThat(store.load("timestamp")).contains(repository.file("timestamp.json"));
    assertThat(store.load("snapshot")).contains(repository.file("1.snapshot.json"));
    assertThat(store.load("targets")).contains(repository.file("1.targets.json"));
  }

  @Test
  void asksForRootAndTimestampOnly_whenNothingIsNew() throws Exception {
    refresh();
    repository.asked();

    refresh();

    assertThat(repository.asked()).containsExactly("2.root.json", "timestamp.json");
  }

  @Test
  void readsARepository_withoutConsistentSnapshots() throws Exception {
    Root root = repository.root();
    repository.setRoot(new Root(1, EXPIRES, false, root.keys(), root.roles()));
    repository.publishRoot();
    repository.publish();
    store = TrustedStore.inMemory(repository.file("1.root.json"));

    refresh();

    assertThat(repository.asked()).endsWith("timestamp.json", "snapshot.json", "targets.json");
  }

  @Test
  void refusesATrustedRoot_thatItsOwnKeysDidNotSign() {
    repository.signWith("root", TestKey.ed25519("stranger"));
    store = TrustedStore.inMemory(repository.sign("root", repository.root()).file());

    assertThat(refused(ThresholdException.class).role()).isEqualTo("root");
  }

  @Test
  void refusesToStart_withoutATrustedRoot() {
    store = TrustedStore.inMemory(Bytes.ofUtf8("{}"));

    assertThat(refused(MalformedException.class).role()).isEqualTo("root");
  }

  @ParameterizedTest
  @ValueSource(strings = {"timestamp", "snapshot", "targets"})
  void refusesUnsignedMetadata(String role) {
    repository.signWith(role);
    repository.publishNext();

    ThresholdException e = refused(ThresholdException.class);
    assertThat(e.role()).isEqualTo(role);
    assertThat(e.found()).isZero();
    assertThat(e.wanted()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"timestamp", "snapshot", "targets"})
  void refusesMetadata_signedByAnotherRolesKey(String role) {
    repository.signWith(role, TestKey.ed25519("root"));
    repository.publishNext();

    assertThat(refused(ThresholdException.class).role()).isEqualTo(role);
  }

  @ParameterizedTest
  @ValueSource(strings = {"timestamp.json", "1.snapshot.json", "1.targets.json"})
  void refuses_whenAListedFileIsMissing(String name) {
    repository.remove(name);

    assertThat(refused(MissingException.class)).hasMessageContaining(name);
  }

  @Test
  void refusesAFileOfAnotherRole() throws Exception {
    repository.listHashes(false);
    repository.publishNext();
    repository.replace(
        "2.snapshot.json", repository.sign("snapshot", repository.timestamp()).file());

    assertThat(refused(MalformedException.class).role()).isEqualTo("snapshot");
  }

  @Test
  void keepsTheTrustedTimestamp_whenTheSameVersionComesWithOtherContent() throws Exception {
    refresh();
    Bytes trusted = repository.file("timestamp.json");
    repository.setTimestamp(
        new Timestamp(1, EXPIRES.plusSeconds(1), repository.timestamp().snapshot()));
    repository.publish();
    assertThat(repository.file("timestamp.json")).isNotEqualTo(trusted);

    refresh();

    assertThat(store.load("timestamp")).contains(trusted);
  }

  @Test
  void takesUnknownMembers() throws Exception {
    TestKey key = TestKey.ed25519("timestamp");
    JsonObject signed =
        JsonObject.builder()
            .put("x-unknown", "kept")
            .put("_type", "timestamp")
            .put("spec_version", "1.0.99")
            .put("version", 2)
            .put("expires", "2030-01-01T00:00:00Z")
            .put(
                "meta",
                JsonObject.builder()
                    .put("snapshot.json", JsonObject.builder().put("version", 1).build())
                    .build())
            .build();
    String sig = key.sign(dev.plimsoll.formats.json.JsonWriter.canonical(signed)).hex();
    repository.replace(
        "timestamp.json",
        dev.plimsoll.formats.json.JsonWriter.pretty(
            JsonObject.builder()
                .put(
                    "signatures",
                    List.of(
                        JsonObject.builder()
                            .put("keyid", TufRepositorySimulator.key(key).id())
                            .put("sig", sig)
                            .build()))
                .put("signed", signed)
                .build()));

    assertThat(refresh().trusted().timestamp().orElseThrow().signed().version()).isEqualTo(2);
  }

  // --- expiration ---

  @Test
  void refusesExpiredMetadata_ofEachRole() {
    Instant old = NOW.minusSeconds(1);
    Root root = repository.root();
    repository.setRoot(new Root(2, old, true, root.keys(), root.roles()));
    repository.publishRoot();
    assertThat(refused(ExpiredException.class).role()).isEqualTo("root");

    start();
    repository.setTimestamp(new Timestamp(2, old, repository.timestamp().snapshot()));
    repository.publish();
    assertThat(refused(ExpiredException.class).role()).isEqualTo("timestamp");

    start();
    repository.setSnapshot(new Snapshot(1, old, repository.snapshot().meta()));
    repository.publishNext();
    assertThat(refused(ExpiredException.class).role()).isEqualTo("snapshot");

    start();
    repository.setTargets(new Targets(2, old, Map.of(), Optional.empty()));
    repository.publishNext();
    assertThat(refused(ExpiredException.class).role()).isEqualTo("targets");
  }

  @Test
  void metadataIsExpired_fromTheSecondOfItsExpiryOn() throws Exception {
    refresh(EXPIRES.minusSeconds(1));

    assertThat(refused(ExpiredException.class, EXPIRES).expires()).isEqualTo(EXPIRES);
  }

  @Test
  void goesThroughAnExpiredRoot_toAFreshOne() throws Exception {
    Root root = repository.root();
    repository.setRoot(new Root(2, NOW.minusSeconds(5), true, root.keys(), root.roles()));
    repository.publishRoot();
    repository.setRoot(new Root(3, EXPIRES, true, root.keys(), root.roles()));
    repository.publishRoot();

    assertThat(refresh().trusted().root().signed().version()).isEqualTo(3);
  }

  @Test
  void usesAnExpiredLocalTimestamp_forTheRollbackCheckOnly() throws Exception {
    repository.setTimestamp(new Timestamp(7, NOW, repository.timestamp().snapshot()));
    repository.publish();
    refresh(NOW.minusSeconds(60));
    repository.setTimestamp(new Timestamp(6, EXPIRES, repository.timestamp().snapshot()));
    repository.publish();
    assertThat(refused(RollbackException.class).role()).isEqualTo("timestamp");

    repository.setTimestamp(new Timestamp(8, EXPIRES, repository.timestamp().snapshot()));
    repository.publish();
    assertThat(refresh().trusted().timestamp().orElseThrow().signed().version()).isEqualTo(8);
  }

  // --- rollback, mix and match, content ---

  @Test
  void refusesAnOlderTimestamp() throws Exception {
    repository.publishNext();
    refresh();
    repository.setTimestamp(new Timestamp(1, EXPIRES, repository.timestamp().snapshot()));
    repository.publish();

    RollbackException e = refused(RollbackException.class);
    assertThat(e.trusted()).isEqualTo(2);
    assertThat(e.found()).isEqualTo(1);
    assertThat(e).hasMessageContaining("older than trusted version 2");
  }

  @Test
  void refusesATimestamp_thatListsAnOlderSnapshot() throws Exception {
    repository.publishNext();
    refresh();
    repository.setTimestamp(new Timestamp(3, EXPIRES, MetaFile.of(1)));
    repository.publish();

    assertThat(refused(RollbackException.class).role()).isEqualTo("snapshot");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void refusesASnapshot_thatListsOlderTargets(boolean hashes) throws Exception {
    repository.listHashes(hashes);
    repository.setTargets(new Targets(5, EXPIRES, Map.of(), Optional.empty()));
    repository.publishNext();
    refresh();
    repository.setTargets(new Targets(4, EXPIRES, Map.of(), Optional.empty()));
    repository.publishNext();

    RollbackException e = refused(RollbackException.class);
    assertThat(e.role()).isEqualTo("targets.json");
    assertThat(e.trusted()).isEqualTo(5);
    assertThat(e.found()).isEqualTo(4);
  }

  @Test
  void refusesASnapshot_thatNoLongerListsARole() throws Exception {
    repository.setDelegated("extra", new Targets(1, EXPIRES, Map.of(), Optional.empty()));
    repository.publishNext();
    refresh();
    Snapshot without = new Snapshot(3, EXPIRES, Map.of("targets.json", MetaFile.of(1)));
    repository.setSnapshot(without);
    repository.setTimestamp(new Timestamp(3, EXPIRES, MetaFile.of(3)));
    repository.publish();

    assertThat(refused(RoleRemovedException.class).role()).isEqualTo("extra.json");
  }

  @Test
  void refusesASnapshot_ofAnotherVersionThanListed() {
    repository.setTimestamp(new Timestamp(2, EXPIRES, MetaFile.of(2)));
    repository.publish();
    repository.replace("2.snapshot.json", repository.file("1.snapshot.json"));

    WrongVersionException e = refused(WrongVersionException.class);
    assertThat(e.role()).isEqualTo("snapshot");
    assertThat(e.found()).isEqualTo(1);
    assertThat(e.wanted()).isEqualTo(2);
  }

  @Test
  void refusesTargets_ofAnotherVersionThanListed() {
    repository.listHashes(false);
    repository.setTargets(new Targets(2, EXPIRES, Map.of(), Optional.empty()));
    repository.publishNext();
    repository.replace("2.targets.json", repository.file("1.targets.json"));

    assertThat(refused(WrongVersionException.class).role()).isEqualTo("targets");
  }

  @Test
  void refusesContent_thatDoesNotHashAsListed() {
    repository.publishNext();
    Snapshot other = new Snapshot(2, EXPIRES.plusSeconds(1), repository.snapshot().meta());
    repository.replace("2.snapshot.json", repository.sign("snapshot", other).file());

    assertThat(refused(HashMismatchException.class).role()).isEqualTo("snapshot");
  }

  @Test
  void refusesContent_overTheListedLength() {
    repository.publishNext();
    Bytes longer = Bytes.ofUtf8(repository.file("2.snapshot.json").utf8() + " ");
    repository.replace("2.snapshot.json", longer);

    assertThat(refused(LengthException.class)).hasMessageContaining("2.snapshot.json");
  }

  @Test
  void refusesFiles_overTheLimits() {
    repository.replace("timestamp.json", Bytes.copyOf(new byte[16_385]));
    assertThat(refused(LengthException.class)).hasMessageContaining("16384");

    repository.replace("2.root.json", Bytes.copyOf(new byte[512_001]));
    assertThat(refused(LengthException.class)).hasMessageContaining("512000");
  }

  @Test
  void canUpdate_afterAnAttackIsOver() throws Exception {
    refresh();
    Bytes good = repository.file("timestamp.json");
    for (String junk :
        List.of("", "{}", "[]", good.utf8().replace("\"version\":1", "\"version\":9"))) {
      repository.replace("timestamp.json", Bytes.ofUtf8(junk));
      assertThatThrownBy(this::refresh).isInstanceOf(TufException.class);
    }
    repository.publishNext();

    assertThat(refresh().trusted().snapshot().orElseThrow().signed().version()).isEqualTo(2);
  }

  // --- keys ---

  @Test
  void countsKeys_notKeyIds() {
    TestKey key = TestKey.ed25519("snapshot");
    Root root = repository.root();
    Map<String, dev.plimsoll.formats.tuf.Key> keys = new LinkedHashMap<>(root.keys());
    keys.put("alias", TufRepositorySimulator.key(key));
    Map<String, dev.plimsoll.formats.tuf.Role> roles = new LinkedHashMap<>(root.roles());
    roles.put(
        "snapshot",
        new dev.plimsoll.formats.tuf.Role(
            List.of(TufRepositorySimulator.key(key).id(), "alias"), 2));
    repository.setRoot(new Root(2, EXPIRES, true, keys, roles));
    repository.publishRoot();
    Signed<Snapshot> once = repository.sign("snapshot", repository.snapshot());
    String sig = once.signatures().getFirst().sig();
    Signed<Snapshot> twice =
        Signed.of(
            once.signed(),
            List.of(once.signatures().getFirst(), new Signed.Signature("alias", sig)));
    repository.replace("1.snapshot.json", twice.file());

    ThresholdException e = refused(ThresholdException.class);
    assertThat(e.role()).isEqualTo("snapshot");
    assertThat(e.found()).isEqualTo(1);
    assertThat(e.wanted()).isEqualTo(2);
  }

  @Test
  void reachesAThresholdOfTwo_withTwoKeys_besideABrokenSignature() throws Exception {
    TestKey a = TestKey.ed25519("a");
    TestKey b = TestKey.p256("b");
    TestKey c = TestKey.ed25519("c");
    repository.rotate("timestamp", 2, a, b, c);
    repository.publishRoot();
    repository.signWith("timestamp", a);
    repository.publish();
    assertThat(refused(ThresholdException.class).found()).isEqualTo(1);

    repository.signWith("timestamp", c, a, b);
    Signed<Timestamp> signed = repository.sign("timestamp", repository.timestamp());
    Signed.Signature broken = new Signed.Signature(signed.signatures().getFirst().keyId(), "zz");
    repository.replace(
        "timestamp.json",
        Signed.of(
                signed.signed(),
                List.of(broken, signed.signatures().get(1), signed.signatures().get(2)))
            .file());

    assertThat(refresh().trusted().timestamp()).isPresent();
  }

  @Test
  void refusesTwoSignatures_ofOneKeyId() {
    Signed<Timestamp> signed = repository.sign("timestamp", repository.timestamp());
    Signed.Signature one = signed.signatures().getFirst();
    repository.replace("timestamp.json", Signed.of(signed.signed(), List.of(one, one)).file());

    assertThat(refused(MalformedException.class)).hasMessageContaining("two signatures by key");
  }

  // --- key rotations ---

  @Test
  void followsARootRotation_signedByOldAndNew() throws Exception {
    TestKey next = TestKey.p256("root-2");
    TestKey old = TestKey.ed25519("root");
    repository.rotate("root", 1, next);
    repository.signWith("root", old, next);
    repository.publishRoot();

    assertThat(refresh().trusted().root().signed().version()).isEqualTo(2);
    assertThat(store.load("root")).contains(repository.file("2.root.json"));
  }

  @Test
  void refusesARootRotation_signedByOneSideOnly() {
    TestKey next = TestKey.p256("root-2");
    for (TestKey alone : List.of(next, TestKey.ed25519("root"))) {
      start();
      repository.rotate("root", 1, next);
      repository.signWith("root", alone);
      repository.publishRoot();

      assertThat(refused(ThresholdException.class).role()).isEqualTo("root");
    }
  }

  @Test
  void refusesARoot_thatIsNotTheNextVersion() {
    Root root = repository.root();
    repository.setRoot(new Root(3, EXPIRES, true, root.keys(), root.roles()));
    repository.publishRoot();
    repository.replace("2.root.json", repository.file("3.root.json"));

    WrongVersionException e = refused(WrongVersionException.class);
    assertThat(e.found()).isEqualTo(3);
    assertThat(e.wanted()).isEqualTo(2);
  }

  @Test
  void keepsEachRootOfTheChain_whenALaterOneIsRefused() {
    Root root = repository.root();
    repository.setRoot(new Root(2, EXPIRES, true, root.keys(), root.roles()));
    repository.publishRoot();
    repository.replace("3.root.json", Bytes.ofUtf8("{}"));

    refused(MalformedException.class);

    assertThat(repository.asked()).contains("3.root.json");
    assertThatStoreHasRoot("2.root.json");
  }

  private void assertThatStoreHasRoot(String name) {
    try {
      assertThat(store.load("root")).contains(repository.file(name));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void takesNoMoreRoots_thanTheLimit() throws Exception {
    Root root = repository.root();
    for (int version = 2; version <= 6; version++) {
      repository.setRoot(new Root(version, EXPIRES, true, root.keys(), root.roles()));
      repository.publishRoot();
    }
    UpdaterLimits limits = new UpdaterLimits(512_000, 16_384, 2_000_000, 5_000_000, 3, 32);

    Updater updater = Updater.of(store, repository.source(), limits, NOW);
    updater.refresh();

    assertThat(updater.trusted().root().signed().version()).isEqualTo(4);
  }

  /** §5.3.11: an attacker who had the keys set huge versions; new keys heal that. */
  @ParameterizedTest
  @ValueSource(strings = {"timestamp", "snapshot"})
  void recoversFromAFastForward_whenTheKeyIsRotated(String role) throws Exception {
    repository.setSnapshot(new Snapshot(1_000_000, EXPIRES, repository.snapshot().meta()));
    repository.setTimestamp(new Timestamp(1_000_000, EXPIRES, repository.timestamp().snapshot()));
    repository.publishNext();
    refresh();
    repository.setSnapshot(new Snapshot(1, EXPIRES, repository.snapshot().meta()));
    repository.setTimestamp(new Timestamp(1, EXPIRES, repository.timestamp().snapshot()));
    repository.publishNext();
    refused(RollbackException.class);

    repository.rotate(role, 1, TestKey.ed25519(role + "-2"));
    repository.publishRoot();
    repository.signWith(role, TestKey.ed25519(role + "-2"));
    repository.publishNext();

    assertThat(refresh().trusted().snapshot().orElseThrow().signed().version())
        .isLessThan(1_000_000);
  }

  @Test
  void refusesTheOldKey_afterItsRoleWasRotated() {
    repository.rotate("timestamp", 1, TestKey.ed25519("timestamp-2"));
    repository.publishRoot();

    assertThat(refused(ThresholdException.class).role()).isEqualTo("timestamp");
  }

  // --- targets ---

  @Test
  void findsATopLevelTarget_andChecksItsBytes() throws Exception {
    Bytes content = Bytes.ofUtf8("content");
    TargetFile target =
        TargetFile.of(content.size(), content.digest(), JsonObject.builder().build());
    repository.setTargets(new Targets(2, EXPIRES, Map.of("dir/a", target), Optional.empty()));
    repository.publishNext();

    TargetFile found = refresh().findTarget("dir/a").orElseThrow();

    FileChecks.requireTarget("dir/a", found, content);
    assertThatThrownBy(() -> FileChecks.requireTarget("dir/a", found, Bytes.ofUtf8("contenu")))
        .isInstanceOf(HashMismatchException.class)
        .hasMessageContaining(content.digest().hex());
    assertThatThrownBy(() -> FileChecks.requireTarget("dir/a", found, Bytes.ofUtf8("x")))
        .isInstanceOf(LengthException.class);
    assertThat(refresh().findTarget("dir/b")).isEmpty();
  }

  @Test
  void checksEveryHashItKnows_andRefusesWhenItKnowsNone() throws Exception {
    Bytes content = Bytes.ofUtf8("x");
    String sha256 = content.digest().hex();
    JsonObject none = JsonObject.builder().build();

    FileChecks.requireTarget(
        "t", new TargetFile(1, Map.of("sha256", sha256, "blake9", "00"), none), content);
    assertThatThrownBy(
            () ->
                FileChecks.requireTarget(
                    "t",
                    new TargetFile(1, Map.of("sha256", sha256, "sha512", "00"), none),
                    content))
        .isInstanceOf(HashMismatchException.class);
    assertThatThrownBy(
            () ->
                FileChecks.requireTarget(
                    "t", new TargetFile(1, Map.of("blake9", "00"), none), content))
        .isInstanceOf(HashMismatchException.class)
        .hasMessageContaining("known are sha256 and sha512");
  }
}
