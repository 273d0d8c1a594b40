package dev.plimsoll.signer.notary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.notary.NotaryFile;
import dev.plimsoll.formats.notary.NotaryKey;
import dev.plimsoll.formats.notary.NotaryMeta;
import dev.plimsoll.formats.notary.NotarySnapshot;
import dev.plimsoll.formats.notary.NotaryTimestamp;
import dev.plimsoll.signer.notary.NotaryRefusal.Code;
import dev.plimsoll.signer.notary.NotaryRefusal.Flaw;
import dev.plimsoll.verifier.notary.NotarySignatures;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NotaryRepositoriesTest {
  private static final Gun WEB = new Gun("plimsoll/web");

  @TempDir Path directory;

  private Instant now = Instant.parse("2027-01-01T00:00:00Z");
  private NotaryRepositories server;
  private NotaryPerson root;
  private NotaryPerson targets;
  private NotaryKey snapshot;
  private NotaryKey timestamp;

  @BeforeEach
  void start() throws Exception {
    server = open(DirectoryNotaryStore.open(directory));
    root = NotaryPerson.certified("root1");
    targets = NotaryPerson.bare();
    snapshot = server.key(WEB, "snapshot");
    timestamp = server.key(WEB, "timestamp");
  }

  private NotaryRepositories open(NotaryStore store) throws IOException {
    return NotaryRepositories.open(
        store, new NotaryKeys(directory.resolve("keys"), new SecureRandom()), () -> now);
  }

  private Bytes rootFile(long version) throws Exception {
    return NotaryPerson.file(
        NotaryPerson.root(version, root.key, targets.key, snapshot, timestamp), root);
  }

  private Map<String, Bytes> first() throws Exception {
    return Map.of(
        "root", rootFile(1), "targets", NotaryPerson.file(NotaryPerson.targets(1, "v1"), targets));
  }

  private NotaryRepository published() throws Exception {
    server.update(WEB, first());
    return server.find(WEB).orElseThrow();
  }

  private NotarySnapshot snapshotNow() throws Exception {
    return NotaryFile.parse(
            "snapshot",
            server.find(WEB).orElseThrow().find("snapshot").orElseThrow(),
            NotarySnapshot::parse)
        .signed();
  }

  private void refused(Code code, Flaw flaw, Map<String, Bytes> push, String message) {
    Optional<NotaryRepository> before = server.find(WEB);
    assertThatThrownBy(() -> server.check(WEB, push)).isInstanceOf(NotaryRefusal.class);
    assertThatThrownBy(() -> server.update(WEB, push))
        .hasMessageContaining(message)
        .asInstanceOf(type(NotaryRefusal.class))
        .satisfies(r -> assertThat(r.code()).isEqualTo(code))
        .satisfies(r -> assertThat(r.flaw()).isEqualTo(flaw));
    assertThat(server.find(WEB)).isEqualTo(before);
  }

  @Test
  void addsSnapshotAndTimestamp_thatNameWhatWasPushed() throws Exception {
    NotaryRepository web = published();
    Bytes file = web.find("snapshot").orElseThrow();
    assertThat(snapshotNow().meta()).containsOnlyKeys("root", "targets");
    assertThat(snapshotNow().find("targets").orElseThrow().matches(web.find("targets").get()))
        .isTrue();
    NotaryFile<NotaryTimestamp> stamp =
        NotaryFile.parse("timestamp", web.find("timestamp").orElseThrow(), NotaryTimestamp::parse);
    assertThat(stamp.signed().snapshot().matches(file)).isTrue();
    assertThat(
            NotarySignatures.signers(
                stamp,
                new dev.plimsoll.formats.tuf.Role(List.of(timestamp.id()), 1),
                Map.of(timestamp.id(), timestamp)))
        .hasSize(1);
    assertThat(server.changes().page(Optional.empty(), 0, 10)).hasSize(1);
  }

  @Test
  void theNextProcessServesTheSame_andSignsOn() throws Exception {
    NotaryRepository web = published();
    server = open(DirectoryNotaryStore.open(directory));
    assertThat(server.find(WEB)).contains(web);
    server.update(
        WEB, Map.of("targets", NotaryPerson.file(NotaryPerson.targets(2, "v1", "v2"), targets)));
    assertThat(snapshotNow().version()).isEqualTo(2);
    StoredFile old = server.find(WEB).orElseThrow().findVersion("targets", 1).orElseThrow();
    assertThat(server.read(old)).isEqualTo(web.find("targets").orElseThrow());
  }

  @Test
  void aPushIsThereWholeOrNotAtAll_whereverTheProcessHalts() throws Exception {
    NotaryRepository web = published();
    for (String at :
        List.of("file aside", "files", "files synced", "half a line", "line", "committed")) {
      NotaryRepositories halting =
          open(
              DirectoryNotaryStore.open(
                  directory,
                  step -> {
                    if (step.equals(at)) {
                      throw new IOException(step);
                    }
                  }));
      NotaryRepository before = halting.find(WEB).orElseThrow();
      long next = before.version("targets") + 1;
      Bytes file = NotaryPerson.file(NotaryPerson.targets(next, at), targets);
      assertThatThrownBy(() -> halting.update(WEB, Map.of("targets", file))).hasMessage(at);
      assertThat(halting.find(WEB)).contains(before);
      NotaryRepository after = open(DirectoryNotaryStore.open(directory)).find(WEB).orElseThrow();
      boolean whole = at.equals("line") || at.equals("committed");
      assertThat(after.find("targets"))
          .isEqualTo(whole ? Optional.of(file) : before.find("targets"));
      assertThat(after.version("timestamp"))
          .isEqualTo(before.version("timestamp") + (whole ? 1 : 0));
    }
    assertThat(web.version("targets")).isEqualTo(1);
  }

  @Test
  void refusesVersionsThatAreNotTheNext() throws Exception {
    published();
    refused(Code.VERSION, Flaw.NONE, Map.of("root", rootFile(1)), "not newer than 1");
    refused(Code.INVALID_UPDATE, Flaw.ROOT, Map.of("root", rootFile(3)), "skips some, wanted 2");
    refused(
        Code.INVALID_UPDATE,
        Flaw.TARGETS,
        Map.of("targets", NotaryPerson.file(NotaryPerson.targets(3), targets)),
        "skips some, wanted 2");
    refused(
        Code.VERSION,
        Flaw.NONE,
        Map.of("targets", NotaryPerson.file(NotaryPerson.targets(1, "other"), targets)),
        "not newer");
  }

  @Test
  void refusesSignaturesByOthers() throws Exception {
    NotaryPerson other = NotaryPerson.bare();
    refused(
        Code.INVALID_UPDATE,
        Flaw.ROOT,
        Map.of(
            "root",
            NotaryPerson.file(
                NotaryPerson.root(1, other.key, targets.key, snapshot, timestamp), other)),
        "its own certificates");
    published();
    refused(
        Code.INVALID_UPDATE,
        Flaw.TARGETS,
        Map.of("targets", NotaryPerson.file(NotaryPerson.targets(2), other)),
        "made 0 valid signatures");
  }

  @Test
  void aNewRootKeyNeedsTheOldOnesWord() throws Exception {
    published();
    NotaryPerson next = NotaryPerson.certified("root2");
    var changed = NotaryPerson.root(2, next.key, targets.key, snapshot, timestamp);
    refused(
        Code.INVALID_UPDATE,
        Flaw.ROOT,
        Map.of("root", NotaryPerson.file(changed, next)),
        "keys of version 1");
    refused(
        Code.INVALID_UPDATE,
        Flaw.ROOT,
        Map.of("root", NotaryPerson.file(changed, root)),
        "its own certificates");
    server.update(WEB, Map.of("root", NotaryPerson.file(changed, root, next)));
    assertThat(server.find(WEB).orElseThrow().version("root")).isEqualTo(2);
  }

  @Test
  void aRootOfAnotherCollectionIsRefused() throws Exception {
    Gun other = new Gun("plimsoll/other");
    server.key(other, "timestamp");
    assertThatThrownBy(() -> server.update(other, first()))
        .hasMessageContaining("certificates for plimsoll/other");
  }

  @Test
  void aRootThatChangesTheTargetsKeyBringsTargets() throws Exception {
    published();
    targets = NotaryPerson.bare();
    refused(Code.INVALID_UPDATE, Flaw.TARGETS, Map.of("root", rootFile(2)), "keys that root names");
    server.update(
        WEB,
        Map.of(
            "root", rootFile(2), "targets", NotaryPerson.file(NotaryPerson.targets(2), targets)));
    assertThat(server.find(WEB).orElseThrow().version("targets")).isEqualTo(2);
  }

  @Test
  void aDelegationNeedsAParentThatNamesIt() throws Exception {
    published();
    NotaryPerson alice = NotaryPerson.bare();
    NotaryPerson bob = NotaryPerson.bare();
    Bytes byAlice = NotaryPerson.file(NotaryPerson.targets(1, "x"), alice);
    refused(Code.INVALID_UPDATE, Flaw.HIERARCHY, Map.of("targets/a", byAlice), "does not delegate");
    Bytes delegating =
        NotaryPerson.file(NotaryPerson.targets(2, Map.of("targets/a", alice), "v1"), targets);
    refused(
        Code.INVALID_UPDATE,
        Flaw.HIERARCHY,
        Map.of("targets", delegating, "targets/a/b", byAlice),
        "targets/a does not delegate");
    refused(
        Code.INVALID_UPDATE,
        Flaw.TARGETS,
        Map.of(
            "targets",
            delegating,
            "targets/a",
            NotaryPerson.file(NotaryPerson.targets(1, "x"), bob)),
        "keys that targets names");
    server.update(WEB, Map.of("targets", delegating, "targets/a", byAlice));
    assertThat(snapshotNow().meta()).containsOnlyKeys("root", "targets", "targets/a");
    refused(
        Code.INVALID_UPDATE,
        Flaw.TARGETS,
        Map.of("targets/a", NotaryPerson.file(NotaryPerson.targets(7, "x"), alice)),
        "skips some");
    // a delegation that is taken back is out of the next snapshot, and cannot be pushed to
    server.update(WEB, Map.of("targets", NotaryPerson.file(NotaryPerson.targets(3), targets)));
    assertThat(snapshotNow().meta()).containsOnlyKeys("root", "targets");
    refused(
        Code.INVALID_UPDATE,
        Flaw.HIERARCHY,
        Map.of("targets/a", NotaryPerson.file(NotaryPerson.targets(2, "x"), alice)),
        "does not delegate");
  }

  @Test
  void aParentThatTheNewKeysHaveNotSignedLeadsNowhere() throws Exception {
    published();
    NotaryPerson alice = NotaryPerson.bare();
    NotaryPerson bob = NotaryPerson.bare();
    NotaryPerson carol = NotaryPerson.bare();
    server.update(
        WEB,
        Map.of(
            "targets",
            NotaryPerson.file(NotaryPerson.targets(2, Map.of("targets/a", alice)), targets),
            "targets/a",
            NotaryPerson.file(NotaryPerson.targets(1, Map.of("targets/a/b", bob)), alice),
            "targets/a/b",
            NotaryPerson.file(NotaryPerson.targets(1, "x"), bob)));
    server.update(WEB, Map.of("targets/a/b", NotaryPerson.file(NotaryPerson.targets(2, "y"), bob)));
    server.update(
        WEB,
        Map.of(
            "targets",
            NotaryPerson.file(NotaryPerson.targets(3, Map.of("targets/a", carol)), targets)));
    refused(
        Code.INVALID_UPDATE,
        Flaw.HIERARCHY,
        Map.of("targets/a/b", NotaryPerson.file(NotaryPerson.targets(3, "z"), bob)),
        "targets/a does not delegate");
  }

  @Test
  void aPushedSnapshotMustListTheFilesThatWouldBeServed() throws Exception {
    NotaryPerson own = NotaryPerson.bare();
    snapshot = own.key;
    Map<String, Bytes> push = new LinkedHashMap<>(first());
    refused(Code.INVALID_UPDATE, Flaw.SNAPSHOT, push, "no snapshot was pushed");
    Map<String, NotaryMeta> meta = new LinkedHashMap<>();
    push.forEach((role, file) -> meta.put(role, NotaryMeta.of(file)));
    Map<String, NotaryMeta> wrong = new LinkedHashMap<>(meta);
    wrong.put("targets", NotaryMeta.of(Bytes.ofUtf8("another file")));
    push.put("snapshot", NotaryPerson.file(new NotarySnapshot(1, NotaryPerson.END, wrong), own));
    refused(Code.INVALID_UPDATE, Flaw.SNAPSHOT, push, "is not the file that would be served");
    Map<String, NotaryMeta> unknown = new LinkedHashMap<>(meta);
    unknown.put("targets/x", NotaryMeta.of(Bytes.ofUtf8("x")));
    push.put("snapshot", NotaryPerson.file(new NotarySnapshot(1, NotaryPerson.END, unknown), own));
    refused(Code.INVALID_UPDATE, Flaw.SNAPSHOT, push, "targets/x");
    push.put("snapshot", NotaryPerson.file(new NotarySnapshot(1, NotaryPerson.END, meta), targets));
    refused(Code.INVALID_UPDATE, Flaw.SNAPSHOT, push, "keys that root names");
    push.put("snapshot", NotaryPerson.file(new NotarySnapshot(1, NotaryPerson.END, meta), own));
    server.update(WEB, push);
    assertThat(server.find(WEB).orElseThrow().find("snapshot")).contains(push.get("snapshot"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "timestamp",
        "mirrors",
        "",
        "targets/",
        "targets/../root",
        "targets/a%2fb",
        "targets/é",
        "../root",
        "targets/A",
        "root.json"
      })
  void refusesRolesThatNobodyPushes(String role) throws Exception {
    published();
    refused(Code.INVALID_ROLE, Flaw.NONE, Map.of(role, Bytes.ofUtf8("{}")), "cannot be pushed");
  }

  @Test
  void refusesWhatIsNoMetadata_orExpired() throws Exception {
    published();
    refused(Code.MALFORMED_JSON, Flaw.NONE, Map.of("targets", Bytes.ofUtf8("{")), "not JSON");
    refused(Code.MALFORMED_JSON, Flaw.NONE, Map.of("targets", rootFile(2)), "_type");
    refused(Code.MALFORMED_UPLOAD, Flaw.NONE, Map.of(), "0 files");
    now = NotaryPerson.END;
    refused(
        Code.INVALID_UPDATE,
        Flaw.TARGETS,
        Map.of("targets", NotaryPerson.file(NotaryPerson.targets(2), targets)),
        "expired at");
  }

  @Test
  void aRotatedKeySignsOnceRootNamesIt() throws Exception {
    published();
    NotaryKey old = timestamp;
    timestamp = server.rotate(WEB, "timestamp");
    assertThat(timestamp).isNotEqualTo(old);
    assertThat(server.key(WEB, "timestamp")).isEqualTo(old);
    server.update(WEB, Map.of("root", rootFile(2)));
    assertThat(server.key(WEB, "timestamp")).isEqualTo(timestamp);
    assertThat(server.find(WEB).orElseThrow().find("timestamp").orElseThrow().utf8())
        .contains(timestamp.id());
    assertThatThrownBy(() -> server.key(WEB, "targets")).isInstanceOf(NotaryRefusal.class);
  }

  @Test
  void aTimerRenewsTimestamps_andReadingDoesNot() throws Exception {
    published();
    assertThat(server.renewDue()).isZero();
    now = now.plus(Duration.ofDays(10));
    assertThat(server.find(WEB).orElseThrow().version("timestamp")).isEqualTo(1);
    assertThat(server.renewDue()).isEqualTo(1);
    assertThat(server.find(WEB).orElseThrow().version("timestamp")).isEqualTo(2);
    assertThat(snapshotNow().version()).isEqualTo(1);
    now = now.plus(Duration.ofDays(800));
    assertThat(server.renewDue()).isEqualTo(1);
    assertThat(snapshotNow().version()).isEqualTo(2);
    assertThat(server.renewDue()).isZero();
  }

  @Test
  void deletingLeavesNothingToServe_andTheNameFree() throws Exception {
    published();
    server.delete(WEB);
    assertThat(server.find(WEB)).isEmpty();
    server.delete(WEB);
    assertThat(open(DirectoryNotaryStore.open(directory)).find(WEB)).isEmpty();
    assertThat(server.key(WEB, "timestamp")).isEqualTo(timestamp);
    published();
    assertThat(server.changes().page(Optional.of(WEB), 0, 0))
        .extracting(c -> c.timestamp().isPresent())
        .containsExactly(true, false, true);
    assertThat(server.changes().page(Optional.empty(), ChangeFeed.NEWEST, -2))
        .extracting(ChangeFeed.Change::id)
        .containsExactly(2L, 3L);
    assertThat(server.changes().page(Optional.empty(), 3, -1))
        .extracting(ChangeFeed.Change::id)
        .containsExactly(2L);
    assertThat(server.changes().page(Optional.empty(), 1, Long.MIN_VALUE)).isEmpty();
  }

  @Test
  void aProposalIsNotServedUntilItIsAccepted() throws Exception {
    NotaryProposals proposals = NotaryProposals.open(directory.resolve("waiting"), server);
    String id = proposals.add(WEB, first(), now);
    assertThat(server.find(WEB)).isEmpty();
    String second = proposals.add(WEB, first(), now.plusSeconds(1));
    assertThat(proposals.list())
        .extracting(NotaryProposals.Proposal::id)
        .containsExactly(id, second);
    proposals.accept(id);
    assertThat(server.find(WEB)).isPresent();
    assertThatThrownBy(() -> proposals.accept(second))
        .asInstanceOf(type(NotaryRefusal.class))
        .satisfies(r -> assertThat(r.code()).isEqualTo(Code.VERSION));
    proposals.reject(second);
    assertThat(proposals.list()).isEmpty();
    for (String none : List.of(second, "../x", "")) {
      assertThatThrownBy(() -> proposals.reject(none)).hasMessageContaining("no push with the id");
    }
    Map<String, Bytes> bad = Map.of("targets", Bytes.ofUtf8("{}"));
    assertThatThrownBy(() -> proposals.add(WEB, bad, now)).isInstanceOf(NotaryRefusal.class);
    assertThat(proposals.list()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "/", "a/", "/a", "a//b", "a/../b", "..", ".", "a/.", "a%2fb", "a b", "é", "a*", "a\n"
      })
  void namesThatAreNoCollections(String name) {
    assertThatThrownBy(() -> Gun.parse(name)).hasMessageContaining("GUN");
  }
}
