package dev.plimsoll.verifier.tuf;

import static dev.plimsoll.verifier.testing.TufRepositorySimulator.EXPIRES;
import static dev.plimsoll.verifier.testing.TufRepositorySimulator.NOW;
import static dev.plimsoll.verifier.testing.TufRepositorySimulator.role;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.tuf.DelegatedRole;
import dev.plimsoll.formats.tuf.Delegations;
import dev.plimsoll.formats.tuf.Key;
import dev.plimsoll.formats.tuf.MetaFile;
import dev.plimsoll.formats.tuf.PathPattern;
import dev.plimsoll.formats.tuf.Role;
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
import dev.plimsoll.verifier.tuf.TufException.RollbackException;
import dev.plimsoll.verifier.tuf.TufException.ThresholdException;
import dev.plimsoll.verifier.tuf.TufException.WrongVersionException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The attacks of TUF 1.0.34 §1.5.2, each with the exception that names it, the role and the
 * versions; and inputs that are merely monstrous. Slow retrieval is the business of who fetches
 * (cli).
 */
@Timeout(60)
class AttacksTest {
  private static final JsonObject NONE = JsonObject.builder().build();
  @TempDir private Path directory = Path.of("");
  private final Client client = new Client();
  private final TufRepositorySimulator repository = client.repository;

  @Test
  void arbitraryInstallation_needsTheKeys() {
    repository.signWith("targets", TestKey.ed25519("attacker"));
    repository.publishNext();

    ThresholdException e = client.refused(ThresholdException.class);
    assertThat(e.role()).isEqualTo("targets");
    assertThat(e.found()).isZero();
    assertThat(e).hasMessageContaining("that root names for it");
  }

  @Test
  void endlessData_endsAtTheListedLength() {
    repository.publishNext();
    repository.replace("2.snapshot.json", Bytes.copyOf(new byte[3_000_000]));

    assertThat(client.refused(LengthException.class).role()).isEqualTo("2.snapshot.json");
  }

  @Test
  void extraneousDependencies_areNotInstalled() throws Exception {
    TargetFile evil = TargetFile.of(1, Bytes.ofUtf8("e").digest(), NONE);
    TestKey key = TestKey.ed25519("a");
    repository.delegate(
        "targets",
        new DelegatedRole("a", role(1, key), List.of(new PathPattern("a/*")), List.of(), false),
        key,
        Map.of("b/needed-by-all", evil));
    repository.publishNext();

    assertThat(client.refresh().findTarget("b/needed-by-all")).isEmpty();
  }

  @Test
  void fastForward_isHealedByNewKeys() throws Exception {
    repository.setTimestamp(
        new Timestamp(Long.MAX_VALUE, EXPIRES, repository.timestamp().snapshot()));
    repository.publish();
    client.refresh();
    repository.setTimestamp(new Timestamp(2, EXPIRES, repository.timestamp().snapshot()));
    repository.publish();
    RollbackException e = client.refused(RollbackException.class);
    assertThat(e.trusted()).isEqualTo(Long.MAX_VALUE);
    assertThat(e.found()).isEqualTo(2);

    TestKey next = TestKey.ed25519("timestamp-2");
    repository.rotate("timestamp", 1, next);
    repository.publishRoot();
    repository.signWith("timestamp", next);
    repository.publish();
    client.refresh();
  }

  @Test
  void indefiniteFreeze_endsWithTheExpiry() throws Exception {
    client.refresh();

    ExpiredException e = client.refused(ExpiredException.class, EXPIRES.plusSeconds(1));
    assertThat(e.role()).isEqualTo("root");
    assertThat(e.expires()).isEqualTo(EXPIRES);
    repository.setTimestamp(
        new Timestamp(2, NOW.plus(Duration.ofDays(1)), repository.timestamp().snapshot()));
    repository.publish();
    assertThat(client.refused(ExpiredException.class, NOW.plus(Duration.ofDays(2))).role())
        .isEqualTo("timestamp");
  }

  @Test
  void maliciousMirror_canOnlyBeUseless() throws Exception {
    repository.publishNext();
    for (String name : List.of("timestamp.json", "2.snapshot.json", "1.targets.json")) {
      Bytes good = repository.file(name);
      byte[] changed = good.toArray();
      changed[changed.length / 2] ^= 1;
      repository.replace(name, Bytes.copyOf(changed));
      assertThatThrownBy(client::refresh).isInstanceOf(TufException.class);
      repository.replace(name, good);
    }
    client.refresh();
  }

  @Test
  void mixAndMatch_isRefused() {
    repository.listHashes(false);
    repository.publishNext();
    Bytes old = repository.file("2.snapshot.json");
    repository.publishNext();
    repository.replace("3.snapshot.json", old);

    WrongVersionException e = client.refused(WrongVersionException.class);
    assertThat(e.role()).isEqualTo("snapshot");
    assertThat(e.found()).isEqualTo(2);
    assertThat(e.wanted()).isEqualTo(3);
  }

  @Test
  void rollback_isRefused() throws Exception {
    repository.publishNext();
    client.refresh();
    repository.setTimestamp(new Timestamp(1, EXPIRES, MetaFile.of(1)));
    repository.publish();

    RollbackException e = client.refused(RollbackException.class);
    assertThat(e.role()).isEqualTo("timestamp");
    assertThat(e.trusted()).isEqualTo(2);
    assertThat(e.found()).isEqualTo(1);
  }

  @Test
  void keyCompromiseBelowTheThreshold_isNotEnough() {
    TestKey stolen = TestKey.ed25519("stolen");
    repository.rotate("targets", 2, stolen, TestKey.ed25519("safe"));
    repository.publishRoot();
    repository.signWith("targets", stolen);
    repository.publishNext();

    ThresholdException e = client.refused(ThresholdException.class);
    assertThat(e.found()).isEqualTo(1);
    assertThat(e.wanted()).isEqualTo(2);
  }

  @Test
  void wrongSoftware_isNotKept() throws Exception {
    Bytes good = Bytes.ofUtf8("good");
    TargetFile listed = TargetFile.of(good.size(), good.digest(), NONE);

    assertThatThrownBy(
            () ->
                TargetFiles.of(directory)
                    .fetch(
                        "other",
                        listed,
                        path -> Optional.of(Bytes.ofUtf8("evil").openStream()),
                        true))
        .isInstanceOfSatisfying(
            HashMismatchException.class, e -> assertThat(e.role()).isEqualTo("other"));
    assertThat(directory).isEmptyDirectory();
  }

  // --- monsters ---

  @Test
  void tenThousandDelegations_areSearchedInOrder_withinTheLimit() throws Exception {
    TestKey key = TestKey.ed25519("many");
    List<DelegatedRole> roles = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      roles.add(
          new DelegatedRole(
              "role-" + i,
              role(1, key),
              List.of(new PathPattern(i < 9_990 ? "never/" + i : "*")),
              List.of(),
              false));
    }
    repository.setTargets(
        new Targets(
            2,
            EXPIRES,
            Map.of(),
            Optional.of(Delegations.of(TufRepositorySimulator.keyMap(key), roles))));
    TargetFile target = TargetFile.of(1, Bytes.ofUtf8("x").digest(), NONE);
    for (int i = 9_990; i < 10_000; i++) {
      repository.signWith("role-" + i, key);
      repository.setDelegated(
          "role-" + i,
          new Targets(
              1, EXPIRES, i == 9_999 ? Map.of("file", target) : Map.of(), Optional.empty()));
    }
    repository.publishNext();

    assertThat(client.refresh().findTarget("file")).contains(target);
  }

  @Test
  void aHugeSetOfKeys_isReadOrOverTheLimit() throws Exception {
    Map<String, Key> keys = new LinkedHashMap<>(repository.root().keys());
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      String id = "id-" + i;
      ids.add(id);
      keys.put(id, new Key("ed25519", "ed25519", String.format("%064x", i)));
    }
    ids.addAll(repository.root().role("timestamp").keyIds());
    Map<String, Role> roles = new LinkedHashMap<>(repository.root().roles());
    roles.put("timestamp", new Role(ids, 1));
    repository.setRoot(new Root(2, EXPIRES, true, keys, roles));
    repository.publishRoot();

    client.refresh();

    for (int i = 0; i < 8_000; i++) {
      keys.put("more-" + i, new Key("ed25519", "ed25519", String.format("%064x", i)));
    }
    repository.setRoot(new Root(3, EXPIRES, true, keys, roles));
    repository.publishRoot();
    assertThat(client.refused(LengthException.class).role()).isEqualTo("3.root.json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"signed\":{},\"signed\":{},\"signatures\":[]}",
        "{\"signed\":{\"version\":1.5},\"signatures\":[]}",
        "{\"signed\":{\"version\":1e3},\"signatures\":[]}",
        "{\"signatures\":[],\"signed\":{\"_type\":\"\\ud800\"}}",
        "{\"signatures\":[",
        "{\"signatures\":[]}{}",
        "null",
        "[]",
        "\"\"",
        ""
      })
  void jsonThatIsNoMetadata_isMalformed(String text) throws Exception {
    repository.replace("timestamp.json", Bytes.ofUtf8(text));
    assertThat(client.refused(MalformedException.class).role()).isEqualTo("timestamp");

    repository.publish();
    client.refresh();
  }

  @Test
  void deepNesting_isMalformed() {
    repository.replace("timestamp.json", Bytes.ofUtf8("[".repeat(8_000) + "]".repeat(8_000)));
    assertThat(client.refused(MalformedException.class)).hasMessageContaining("timestamp.json");
  }

  @Test
  void aSnapshotThatListsOddNames_isRead() throws Exception {
    Map<String, MetaFile> meta = new LinkedHashMap<>(repository.snapshot().meta());
    for (String name : List.of("../x.json", "", ".json", "a%2Fb.json", "ключ.json", "no-suffix")) {
      meta.put(name, MetaFile.of(1));
    }
    repository.setSnapshot(new Snapshot(2, EXPIRES, meta));
    repository.setTimestamp(new Timestamp(2, EXPIRES, MetaFile.of(2)));
    repository.publish();

    client.refresh();
  }
}
