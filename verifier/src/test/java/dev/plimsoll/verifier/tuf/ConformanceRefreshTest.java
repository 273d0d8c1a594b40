package dev.plimsoll.verifier.tuf;

import static dev.plimsoll.verifier.testing.TufRepositorySimulator.EXPIRES;
import static dev.plimsoll.verifier.testing.TufRepositorySimulator.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.tuf.MetaFile;
import dev.plimsoll.formats.tuf.Root;
import dev.plimsoll.formats.tuf.Signed;
import dev.plimsoll.formats.tuf.Snapshot;
import dev.plimsoll.formats.tuf.Targets;
import dev.plimsoll.formats.tuf.Timestamp;
import dev.plimsoll.verifier.testing.TestKey;
import dev.plimsoll.verifier.testing.TufRepositorySimulator;
import dev.plimsoll.verifier.tuf.TufException.ExpiredException;
import dev.plimsoll.verifier.tuf.TufException.HashMismatchException;
import dev.plimsoll.verifier.tuf.TufException.MalformedException;
import dev.plimsoll.verifier.tuf.TufException.RollbackException;
import dev.plimsoll.verifier.tuf.TufException.ThresholdException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Cases of the groups basic, expiration and rollback of the TUF conformance suite that {@link
 * UpdaterTest} lacks, over the store on disk.
 */
class ConformanceRefreshTest {
  @TempDir private Path directory = Path.of("");
  private final Client client = new Client();
  private final TufRepositorySimulator repository = client.repository;

  @BeforeEach
  void onDisk() throws IOException {
    client.store = TrustedStore.of(directory);
    client.store.save("root", repository.file("1.root.json"));
  }

  private Optional<Bytes> stored(String role) throws IOException {
    return TrustedStore.of(directory).load(role);
  }

  @Test
  void unsignedMetadata_root() throws Exception {
    repository.signWith("root");
    Root root = repository.root();
    repository.setRoot(new Root(2, EXPIRES, true, root.keys(), root.roles()));
    repository.publishRoot();

    assertThat(client.refused(ThresholdException.class).role()).isEqualTo("root");
    assertThat(stored("root")).contains(repository.file("1.root.json"));
    assertThat(stored("timestamp")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"snapshot", "targets"})
  void hashMismatch(String role) throws Exception {
    client.refresh();
    Optional<Bytes> before = stored(role);
    repository.setTargets(new Targets(2, EXPIRES, Map.of(), Optional.empty()));
    repository.publishNext();
    String name = "2." + role + ".json";
    String text = repository.file(name).utf8();
    repository.replace(name, Bytes.ofUtf8(text.replace("\"signatures\"", "\"signaturez\"")));

    assertThat(client.refused(HashMismatchException.class).role()).isEqualTo(role);
    assertThat(stored(role)).isEqualTo(before);
  }

  /** A snapshot that is a good timestamp in all but its type, signed by timestamp's key. */
  @Test
  void incorrectMetadataType() throws Exception {
    Snapshot twin = new Snapshot(2, EXPIRES, Map.of("snapshot.json", MetaFile.of(1)));
    Signed<Snapshot> signed = repository.sign("timestamp", twin);
    repository.replace("timestamp.json", signed.file());

    assertThat(client.refused(MalformedException.class))
        .hasMessageContaining("_type")
        .hasMessageContaining("snapshot");
    assertThat(stored("timestamp")).isEmpty();
  }

  @Test
  void faketime() throws Exception {
    Root root = repository.root();
    repository.setRoot(new Root(2, NOW.plus(Duration.ofDays(7)), true, root.keys(), root.roles()));
    repository.publishRoot();
    client.refresh();

    ExpiredException e = client.refused(ExpiredException.class, NOW.plus(Duration.ofDays(8)));
    assertThat(e.role()).isEqualTo("root");
  }

  @Test
  void expiredLocalRoot_isAStart() throws Exception {
    Instant soon = NOW.plus(Duration.ofDays(1));
    Root root = repository.root();
    repository.setRoot(new Root(2, soon, true, root.keys(), root.roles()));
    repository.publishRoot();
    client.refresh();
    repository.setRoot(new Root(3, EXPIRES, true, root.keys(), root.roles()));
    repository.publishRoot();

    assertThat(client.refresh(soon.plusSeconds(60)).trusted().root().signed().version())
        .isEqualTo(3);
  }

  @Test
  void expiredLocalTimestamp_isNoObstacle() throws Exception {
    Instant soon = NOW.plus(Duration.ofDays(7));
    repository.setTimestamp(new Timestamp(1, soon, repository.timestamp().snapshot()));
    repository.publish();
    client.refresh();
    repository.setTimestamp(new Timestamp(1, EXPIRES, repository.timestamp().snapshot()));
    repository.publishNext();

    assertThat(
            client
                .refresh(NOW.plus(Duration.ofDays(18)))
                .trusted()
                .timestamp()
                .orElseThrow()
                .signed())
        .extracting(Timestamp::version)
        .isEqualTo(2L);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void snapshotRollback(boolean hashes) throws Exception {
    repository.listHashes(hashes);
    repository.publishNext();
    client.refresh();
    Snapshot old = new Snapshot(1, EXPIRES, repository.snapshot().meta());
    repository.setSnapshot(old);
    MetaFile listed =
        hashes ? MetaFile.of(1, repository.sign("snapshot", old).file()) : MetaFile.of(1);
    repository.setTimestamp(new Timestamp(3, EXPIRES, listed));
    repository.publish();

    RollbackException e = client.refused(RollbackException.class);
    assertThat(e.role()).isEqualTo("snapshot");
    assertThat(e.trusted()).isEqualTo(2);
    assertThat(e.found()).isEqualTo(1);
    assertThat(repository.asked()).endsWith("timestamp.json");
  }

  @Test
  void targetsFastForwardRecovery() throws Exception {
    repository.setTargets(new Targets(99_999, EXPIRES, Map.of(), Optional.empty()));
    repository.publishNext();
    client.refresh();
    repository.setTargets(new Targets(1, EXPIRES, Map.of(), Optional.empty()));
    repository.publishNext();
    assertThat(client.refused(RollbackException.class).role()).isEqualTo("targets.json");

    TestKey next = TestKey.ed25519("snapshot-2");
    repository.rotate("snapshot", 1, next);
    repository.publishRoot();
    repository.signWith("snapshot", next);
    repository.publishNext();

    assertThat(client.refresh().trusted().targets().orElseThrow().signed().version()).isEqualTo(1);
  }

  /** 2-of-3 with one key replaced: the old files still have enough signatures. */
  @Test
  void recoversFromAFastForward_evenWhenOneKeyOfSeveralRotates() throws Exception {
    TestKey a = TestKey.ed25519("a");
    TestKey b = TestKey.ed25519("b");
    repository.rotate("timestamp", 1, a, b);
    repository.publishRoot();
    repository.signWith("timestamp", a);
    repository.setTimestamp(new Timestamp(1_000_000, EXPIRES, repository.timestamp().snapshot()));
    repository.publish();
    client.refresh();

    repository.rotate("timestamp", 1, a);
    repository.publishRoot();
    repository.setTimestamp(new Timestamp(5, EXPIRES, repository.timestamp().snapshot()));
    repository.publish();

    assertThat(client.refresh().trusted().timestamp().orElseThrow().signed().version())
        .isEqualTo(5);
  }

  /** The machine stops between forgetting the old timestamp and storing the new root. */
  @Test
  void recoversFromAFastForward_acrossACrash() throws Exception {
    repository.setTimestamp(new Timestamp(1_000_000, EXPIRES, repository.timestamp().snapshot()));
    repository.publish();
    client.refresh();
    TestKey next = TestKey.ed25519("timestamp-2");
    repository.rotate("timestamp", 1, next, TestKey.ed25519("timestamp"));
    repository.publishRoot();
    repository.setTimestamp(new Timestamp(5, EXPIRES, repository.timestamp().snapshot()));
    repository.publish();
    TrustedStore whole = client.store;
    for (CrashingStore.Call call : CrashingStore.Call.values()) {
      client.store = new CrashingStore(whole, call, "root", "timestamp", "snapshot");
      try {
        client.refresh();
      } catch (IOException e) {
        // the machine is back
      }
    }
    client.store = whole;

    assertThat(client.refresh().trusted().timestamp().orElseThrow().signed().version())
        .isEqualTo(5);
  }
}
