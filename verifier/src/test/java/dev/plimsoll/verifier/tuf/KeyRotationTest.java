package dev.plimsoll.verifier.tuf;

import static dev.plimsoll.verifier.testing.TufRepositorySimulator.EXPIRES;
import static dev.plimsoll.verifier.testing.TufRepositorySimulator.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.tuf.Root;
import dev.plimsoll.formats.tuf.Signed;
import dev.plimsoll.formats.tuf.Snapshot;
import dev.plimsoll.formats.tuf.Timestamp;
import dev.plimsoll.verifier.testing.TestKey;
import dev.plimsoll.verifier.testing.TufRepositorySimulator;
import dev.plimsoll.verifier.tuf.TufException.MalformedException;
import dev.plimsoll.verifier.tuf.TufException.RollbackException;
import dev.plimsoll.verifier.tuf.TufException.ThresholdException;
import dev.plimsoll.verifier.tuf.TufException.WrongVersionException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The cases of the public TUF conformance suite on refresh, expiry, rollback, keys and rotation.
 */
class KeyRotationTest {
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

  @Test
  void followsARootRotation_signedByOldAndNew() throws Exception {
    TestKey next = TestKey.p256("root-2");
    TestKey old = TestKey.ed25519("root");
    repository.rotate("root", 1, next);
    repository.signWith("root", old, next);
    repository.publishRoot();

    assertThat(refresh().trusted().root().signed().version()).isEqualTo(2);
    assertThat(client.store.load("root")).contains(repository.file("2.root.json"));
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
      assertThat(client.store.load("root")).contains(repository.file(name));
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

    Updater updater = Updater.of(client.store, repository.source(), limits, NOW);
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
}
