package dev.plimsoll.verifier.tuf;

import static dev.plimsoll.verifier.testing.TufRepositorySimulator.EXPIRES;
import static dev.plimsoll.verifier.testing.TufRepositorySimulator.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.tuf.MetaFile;
import dev.plimsoll.formats.tuf.Root;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The cases of the public TUF conformance suite on refresh, expiry, rollback and targets. */
class UpdaterTest {
  private Client client = new Client();
  private TufRepositorySimulator repository = client.repository;

  private void start() {
    client = new Client();
    repository = client.repository;
  }

  private Updater refresh() throws Exception {
    return client.refresh();
  }

  private <T extends TufException> T refused(Class<T> type) {
    return client.refused(type);
  }

  // --- basic ---

  @Test
  void asksForEachFileOnce_inOrder_andKeepsItsBytes() throws Exception {
    refresh();

    assertThat(repository.asked())
        .containsExactly("2.root.json", "timestamp.json", "1.snapshot.json", "1.targets.json");
    assertThat(client.store.load("timestamp")).contains(repository.file("timestamp.json"));
    assertThat(client.store.load("snapshot")).contains(repository.file("1.snapshot.json"));
    assertThat(client.store.load("targets")).contains(repository.file("1.targets.json"));
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
    client.store = TrustedStore.inMemory(repository.file("1.root.json"));

    refresh();

    assertThat(repository.asked()).endsWith("timestamp.json", "snapshot.json", "targets.json");
  }

  @Test
  void refusesATrustedRoot_thatItsOwnKeysDidNotSign() {
    repository.signWith("root", TestKey.ed25519("stranger"));
    client.store = TrustedStore.inMemory(repository.sign("root", repository.root()).file());

    assertThat(refused(ThresholdException.class).role()).isEqualTo("root");
  }

  @Test
  void refusesToStart_withoutATrustedRoot() {
    client.store = TrustedStore.inMemory(Bytes.ofUtf8("{}"));

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

    assertThat(client.store.load("timestamp")).contains(trusted);
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
    client.refresh(EXPIRES.minusSeconds(1));

    assertThat(client.refused(ExpiredException.class, EXPIRES).expires()).isEqualTo(EXPIRES);
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
    client.refresh(NOW.minusSeconds(60));
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
