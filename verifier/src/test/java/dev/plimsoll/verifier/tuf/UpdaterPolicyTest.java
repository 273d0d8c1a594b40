package dev.plimsoll.verifier.tuf;

import static dev.plimsoll.verifier.testing.TufRepositorySimulator.EXPIRES;
import static dev.plimsoll.verifier.testing.TufRepositorySimulator.NOW;
import static dev.plimsoll.verifier.testing.TufRepositorySimulator.role;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.tuf.DelegatedRole;
import dev.plimsoll.formats.tuf.PathPattern;
import dev.plimsoll.formats.tuf.Root;
import dev.plimsoll.formats.tuf.TargetFile;
import dev.plimsoll.verifier.testing.TestKey;
import dev.plimsoll.verifier.testing.TufRepositorySimulator;
import dev.plimsoll.verifier.tuf.TufException.ClockException;
import dev.plimsoll.verifier.tuf.TufException.DisagreementException;
import dev.plimsoll.verifier.tuf.TufException.ExpiredException;
import dev.plimsoll.verifier.tuf.TufException.MalformedException;
import dev.plimsoll.verifier.tuf.TufException.RollbackException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Backstop, clock rule, offline mode, and roles that must agree (TAP 3). */
class UpdaterPolicyTest {
  private final Client client = new Client();
  private final TufRepositorySimulator repository = client.repository;

  private Updater refresh(UpdaterPolicy policy) throws Exception {
    Updater updater = Updater.of(client.store, repository.source(), policy, NOW);
    updater.refresh();
    return updater;
  }

  private static UpdaterPolicy backstop(long root, long snapshot) {
    return UpdaterPolicy.STANDARD.with(new Backstop(root, snapshot));
  }

  private void publishRoot(long version) {
    Root root = repository.root();
    repository.setRoot(new Root(version, EXPIRES, true, root.keys(), root.roles()));
    repository.publishRoot();
  }

  @Test
  void backstop_refusesAnOldRoot_beforeAnythingElseIsAsked() throws Exception {
    publishRoot(2);

    assertThatThrownBy(() -> refresh(backstop(3, 0)))
        .isInstanceOfSatisfying(
            RollbackException.class,
            e -> {
              assertThat(e.role()).isEqualTo("root");
              assertThat(e.trusted()).isEqualTo(3);
              assertThat(e.found()).isEqualTo(2);
            });
    assertThat(repository.asked()).containsExactly("2.root.json", "3.root.json");

    publishRoot(3);
    assertThat(refresh(backstop(3, 1)).trusted().root().signed().version()).isEqualTo(3);
  }

  @Test
  void backstop_refusesAnOldSnapshot_alsoWhenTheStoreHasIt() throws Exception {
    assertThatThrownBy(() -> refresh(backstop(0, 2)))
        .isInstanceOfSatisfying(
            RollbackException.class,
            e -> {
              assertThat(e.role()).isEqualTo("snapshot");
              assertThat(e.trusted()).isEqualTo(2);
              assertThat(e.found()).isEqualTo(1);
            });
    assertThat(client.store.load("timestamp")).isEmpty();
    client.refresh();
    assertThatThrownBy(() -> refresh(backstop(0, 2))).isInstanceOf(RollbackException.class);

    repository.publishNext();
    assertThat(refresh(backstop(0, 2)).trusted().snapshot()).isPresent();
  }

  @Test
  void backstop_endsWithTheKeysThatItWasFor() throws Exception {
    TestKey next = TestKey.ed25519("snapshot-2");
    repository.rotate("snapshot", 1, next);
    repository.publishRoot();
    repository.signWith("snapshot", next);
    repository.publishNext();

    assertThat(refresh(backstop(1, 1_000_000)).trusted().snapshot()).isPresent();
    Client other = new Client();
    assertThatThrownBy(
            () ->
                Updater.of(other.store, other.repository.source(), backstop(1, 1_000_000), NOW)
                    .refresh())
        .isInstanceOf(RollbackException.class);
  }

  @Test
  void clock_neverGoesBack() throws Exception {
    UpdaterPolicy policy = UpdaterPolicy.STANDARD.with(ClockRule.NEVER_BACK);
    refresh(policy);
    assertThat(client.store.latestTime()).contains(NOW);

    assertThatThrownBy(
            () -> Updater.of(client.store, repository.source(), policy, NOW.minusSeconds(1)))
        .isInstanceOfSatisfying(ClockException.class, e -> assertThat(e.latest()).isEqualTo(NOW));
    refresh(policy);
  }

  @Test
  void clock_isNotMovedByAFailedUpdate() throws Exception {
    UpdaterPolicy policy = UpdaterPolicy.STANDARD.with(ClockRule.NEVER_BACK);
    Updater late = Updater.of(client.store, repository.source(), policy, EXPIRES.plusSeconds(1));
    assertThatThrownBy(late::refresh).isInstanceOf(ExpiredException.class);

    refresh(policy);
  }

  @Test
  void offline_verifiesTheStore_atATimeThatIsNamed() throws Exception {
    delegate("7.a", "x/*", "x/1", "content");
    repository.publishNext();
    client.refresh().findTarget("x/1");
    client.refresh();
    repository.asked();

    Updater offline = OfflineSource.updater(client.store, UpdaterPolicy.STANDARD, NOW);
    offline.refresh();

    assertThat(offline.findTarget("x/1")).isPresent();
    assertThat(repository.asked()).isEmpty();
    Updater late = OfflineSource.updater(client.store, UpdaterPolicy.STANDARD, EXPIRES);
    assertThatThrownBy(late::refresh).isInstanceOf(ExpiredException.class);
  }

  @Test
  void offline_changesNothing_andMissesWhatWasNeverFetched() throws Exception {
    client.refresh();
    Bytes timestamp = client.store.load("timestamp").orElseThrow();
    client.store.save("snapshot", Bytes.ofUtf8("broken"));
    Updater offline = OfflineSource.updater(client.store, UpdaterPolicy.STANDARD, NOW);

    assertThatThrownBy(offline::refresh).isInstanceOf(MalformedException.class);

    assertThat(client.store.load("timestamp")).contains(timestamp);
    assertThat(client.store.load("snapshot")).contains(Bytes.ofUtf8("broken"));
    client.refresh();
  }

  private static TargetFile file(String content) {
    return TargetFile.of(
        content.length(), Bytes.ofUtf8(content).digest(), JsonObject.builder().build());
  }

  private void delegate(String name, String paths, String path, String content) {
    TestKey key = TestKey.ed25519(name);
    repository.delegate(
        "targets",
        new DelegatedRole(name, role(1, key), List.of(new PathPattern(paths)), List.of(), true),
        key,
        Map.of(path, file(content)));
  }

  @Test
  void rolesThatMustAgree_do_orNothingIsTrusted() throws Exception {
    delegate("a", "a/*", "a/1", "same");
    delegate("b", "b/*", "b/1", "same");
    delegate("c", "c/*", "c/1", "other");
    repository.publishNext();
    Updater updater = client.refresh();
    Map<String, String> paths = Map.of("a", "a/1", "b", "b/1", "c", "c/1");

    assertThat(RoleAgreement.all("a", "b").require(updater, paths)).isEqualTo(file("same"));
    assertThat(new RoleAgreement(List.of("c", "a", "b"), 2).require(updater, paths))
        .isEqualTo(file("same"));
    assertThatThrownBy(() -> RoleAgreement.all("a", "b", "c").require(updater, paths))
        .isInstanceOf(DisagreementException.class)
        .hasMessageContaining("must list one content");
    assertThatThrownBy(() -> RoleAgreement.all("a", "b").require(updater, "a/1"))
        .isInstanceOf(DisagreementException.class);
  }
}
