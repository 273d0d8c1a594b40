package dev.plimsoll.verifier.tuf;

import static dev.plimsoll.verifier.testing.TufRepositorySimulator.EXPIRES;
import static dev.plimsoll.verifier.testing.TufRepositorySimulator.NOW;
import static dev.plimsoll.verifier.testing.TufRepositorySimulator.keyMap;
import static dev.plimsoll.verifier.testing.TufRepositorySimulator.role;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.tuf.DelegatedRole;
import dev.plimsoll.formats.tuf.Delegations;
import dev.plimsoll.formats.tuf.PathPattern;
import dev.plimsoll.formats.tuf.SuccinctRoles;
import dev.plimsoll.formats.tuf.TargetFile;
import dev.plimsoll.formats.tuf.Targets;
import dev.plimsoll.verifier.testing.TestKey;
import dev.plimsoll.verifier.testing.TufRepositorySimulator;
import dev.plimsoll.verifier.tuf.TufException.ExpiredException;
import dev.plimsoll.verifier.tuf.TufException.MissingException;
import dev.plimsoll.verifier.tuf.TufException.ThresholdException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The delegation graphs of the public TUF conformance suite, and delegators that disagree. */
class DelegationsTest {
  private static final TargetFile TARGET =
      TargetFile.of(1, Bytes.ofUtf8("x").digest(), JsonObject.builder().build());
  private TufRepositorySimulator repository;
  private TrustedStore store;

  @BeforeEach
  void start() {
    repository = new TufRepositorySimulator();
    store = TrustedStore.inMemory(repository.file("1.root.json"));
  }

  private void delegate(String from, String to, String glob, boolean terminating, String... held) {
    TestKey key = TestKey.ed25519(to);
    Map<String, TargetFile> files = new LinkedHashMap<>();
    Stream.of(held).forEach(path -> files.put(path, TARGET));
    repository.delegate(
        from,
        new DelegatedRole(to, role(1, key), List.of(new PathPattern(glob)), List.of(), terminating),
        key,
        files);
  }

  private Updater updater() throws Exception {
    Updater updater = Updater.of(store, repository.source(), UpdaterLimits.STANDARD, NOW);
    updater.refresh();
    repository.asked();
    return updater;
  }

  /** Roles whose files were asked for, in order. */
  private List<String> visits(String path) throws Exception {
    repository.publishNext();
    updater().findTarget(path);
    return repository.asked().stream()
        .map(name -> name.replaceAll("^[0-9]+\\.|\\.json$", ""))
        .toList();
  }

  @Test
  void findsATarget_behindADelegation() throws Exception {
    delegate("targets", "build", "img/*/*", true, "img/web/1");
    repository.publishNext();

    assertThat(updater().findTarget("img/web/1")).contains(TARGET);
    assertThat(updater().findTarget("img/web/2")).isEmpty();
  }

  @Test
  void ignoresATarget_thatTheRoleMayNotSpeakAbout() throws Exception {
    delegate("targets", "build", "img/*/*", true, "audit/web/1", "img/web/1/x");
    repository.publishNext();

    assertThat(updater().findTarget("audit/web/1")).isEmpty();
    assertThat(updater().findTarget("img/web/1/x")).isEmpty();
  }

  @Test
  void searchesDepthFirst_inOrder() throws Exception {
    delegate("targets", "A", "*", false);
    delegate("targets", "B", "*", false);
    delegate("A", "C", "*", false);
    delegate("C", "D", "*", false);

    assertThat(visits("file")).containsExactly("A", "C", "D", "B");
  }

  @Test
  void stopsAtTheFirstRole_thatListsTheTarget() throws Exception {
    delegate("targets", "A", "*", false, "file");
    delegate("targets", "B", "*", false, "file");

    assertThat(visits("file")).containsExactly("A");
  }

  @Test
  void searchesNothing_behindATerminatingRole() throws Exception {
    delegate("targets", "A", "*", false);
    delegate("A", "C", "*", true);
    delegate("A", "D", "*", false, "file");
    delegate("targets", "B", "*", false, "file");

    assertThat(visits("file")).containsExactly("A", "C");
  }

  @Test
  void isNotStopped_byATerminatingRoleForOtherPaths() throws Exception {
    delegate("targets", "A", "other", true);
    delegate("targets", "B", "*", false, "file");

    assertThat(visits("file")).containsExactly("B");
  }

  @Test
  void leavesCycles() throws Exception {
    delegate("targets", "A", "*", false);
    delegate("A", "B", "*", false);
    delegate("B", "A", "*", false);

    assertThat(visits("file")).containsExactly("A", "B");
  }

  @Test
  void visitsNoMoreRoles_thanTheLimit() throws Exception {
    for (int i = 0; i < 50; i++) {
      delegate("targets", "r" + i, "*", false);
    }

    assertThat(visits("file")).hasSize(UpdaterLimits.STANDARD.delegations());
  }

  @Test
  void quotesRoleNames_intoOnePathSegment() throws Exception {
    delegate("targets", "../a?#b", "*", false, "file");
    repository.publishNext();

    assertThat(updater().findTarget("file")).contains(TARGET);
    assertThat(repository.asked()).containsExactly("1...%2Fa%3F%23b.json");
  }

  @Test
  void endsTheSearch_whenARoleIsNotInSnapshot_orNotThere() throws Exception {
    delegate("targets", "A", "*", false);
    delegate("targets", "B", "*", false, "file");
    repository.publishNext();
    repository.remove("1.A.json");

    assertThatThrownBy(() -> updater().findTarget("file"))
        .isInstanceOf(MissingException.class)
        .hasMessageContaining("1.A.json");
  }

  @Test
  void endsTheSearch_whenARoleIsSignedByAnotherKey_orExpired() throws Exception {
    delegate("targets", "A", "*", false, "file");
    repository.signWith("A", TestKey.ed25519("stranger"));
    repository.publishNext();
    assertThatThrownBy(() -> updater().findTarget("file"))
        .isInstanceOfSatisfying(ThresholdException.class, e -> assertThat(e.role()).isEqualTo("A"))
        .hasMessageContaining("that targets names for it");

    repository.signWith("A", TestKey.ed25519("A"));
    repository.setDelegated("A", new Targets(2, NOW, Map.of(), Optional.empty()));
    repository.publishNext();
    assertThatThrownBy(() -> updater().findTarget("file")).isInstanceOf(ExpiredException.class);
  }

  /** A role that was verified for one delegator must not pass for another with other keys. */
  @Test
  void cachedRole_isVerifiedAgainstTheDelegatorOfNow() throws Exception {
    delegate("targets", "A", "*", false, "file");
    repository.publishNext();
    assertThat(updater().findTarget("file")).contains(TARGET);
    TestKey other = TestKey.ed25519("A-2");
    repository.setTargets(
        new Targets(
            2,
            EXPIRES,
            Map.of(),
            Optional.of(
                Delegations.of(
                    keyMap(other),
                    List.of(
                        new DelegatedRole(
                            "A",
                            role(1, other),
                            List.of(new PathPattern("*")),
                            List.of(),
                            false))))));
    repository.publishNext();

    assertThatThrownBy(() -> updater().findTarget("file"))
        .isInstanceOfSatisfying(ThresholdException.class, e -> assertThat(e.role()).isEqualTo("A"));
  }

  @Test
  void takesACachedRole_withoutAskingAgain() throws Exception {
    delegate("targets", "A", "*", false, "file");
    repository.publishNext();
    assertThat(updater().findTarget("file")).contains(TARGET);

    Updater again = updater();

    assertThat(again.findTarget("file")).contains(TARGET);
    assertThat(repository.asked()).isEmpty();
  }

  @Test
  void usesPathHashPrefixes_andSuccinctBins() throws Exception {
    TestKey key = TestKey.ed25519("bin");
    // SHA-256("foo") = 2c26b46b…, so its first four bits are 2.
    Targets holding = new Targets(1, EXPIRES, Map.of("foo", TARGET), Optional.empty());
    repository.setTargets(
        new Targets(
            1,
            EXPIRES,
            Map.of(),
            Optional.of(
                new Delegations(
                    keyMap(key),
                    List.of(),
                    Optional.of(new SuccinctRoles(role(1, key), 4, "bin"))))));
    repository.setDelegated("bin-2", holding);
    repository.signWith("bin-2", key);
    repository.publishNext();
    assertThat(updater().findTarget("foo")).contains(TARGET);

    start();
    repository.delegate(
        "targets",
        new DelegatedRole("hex", role(1, key), List.of(), List.of("2c2"), true),
        key,
        Map.of("foo", TARGET, "bar", TARGET));
    repository.publishNext();
    assertThat(updater().findTarget("foo")).contains(TARGET);
    assertThat(updater().findTarget("bar")).isEmpty();
  }

  @Test
  void fetchDelegated_givesAVerifiedRole_orSaysThatThereIsNone() throws Exception {
    delegate("targets", "A", "a/*", true, "a/1");
    repository.publishNext();

    assertThat(updater().fetchDelegated("A").targets()).containsOnlyKeys("a/1");
    assertThatThrownBy(() -> updater().fetchDelegated("B"))
        .isInstanceOf(MissingException.class)
        .hasMessageContaining("does not delegate to B");
  }
}
