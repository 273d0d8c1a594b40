package dev.plimsoll.signer.tuf;

import static dev.plimsoll.signer.tuf.Repositories.NOW;
import static dev.plimsoll.signer.tuf.Repositories.image;
import static dev.plimsoll.signer.tuf.Repositories.pointer;
import static dev.plimsoll.signer.tuf.Repositories.root;
import static dev.plimsoll.signer.tuf.Repositories.seenOnDisk;
import static dev.plimsoll.signer.tuf.Repositories.sign;
import static dev.plimsoll.signer.tuf.Repositories.targets;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.signer.tuf.Repositories.CrashAt;
import dev.plimsoll.signer.tuf.TufRepository.NewTarget;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files signed elsewhere: what is taken, what is not, and what a crash leaves. */
class AcceptanceTest {
  @TempDir private Path directory;
  private TufRepository repository;

  @BeforeEach
  void initialise() throws Exception {
    Repositories.initialise(directory);
    repository = Repositories.open(directory, PublishStep.NONE);
    repository.publish(List.of(image(1)), NOW);
  }

  private void assertRefused(String role, Bytes file, String why) {
    Map<String, Bytes> before = Map.copyOf(repository.metadataFiles());
    assertThatThrownBy(() -> repository.accept(role, file, NOW))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining(why);
    assertThat(repository.metadataFiles()).isEqualTo(before);
  }

  @Test
  void hostRole_isNotListedBeforeItsManagersHaveSigned() throws Exception {
    assertThat(repository.current("host-kiosk")).isEmpty();
    assertThat(seenOnDisk(directory, "img/web/1", NOW)).isPresent();
  }

  @Test
  void managers_moveTheirPointer() throws Exception {
    Bytes first = sign(pointer(1, "one"), "m-a", "m-c");
    repository.accept("host-kiosk", first, NOW);
    assertThat(repository.current("host-kiosk")).contains(first);
    assertThat(seenOnDisk(directory, "host/kiosk/current", NOW)).isPresent();
    assertThat(repository.findTarget("host/kiosk/current")).isPresent();

    repository.accept("host-kiosk", sign(pointer(2, "two"), "m-b", "m-c"), NOW);

    assertThat(seenOnDisk(directory, "host/kiosk/current", NOW).orElseThrow().length())
        .isEqualTo(3);
    assertThat(Repositories.open(directory, PublishStep.NONE).metadataFiles())
        .isEqualTo(repository.metadataFiles());
  }

  @Test
  void refusesAHostFile_ofTooFewManagers() throws Exception {
    assertRefused("host-kiosk", sign(pointer(1, "one"), "m-a"), "the threshold is 2");
    assertRefused("host-kiosk", sign(pointer(1, "one"), "m-a", "builder"), "the threshold is 2");
  }

  @Test
  void refusesAnyVersionButTheNext() throws Exception {
    assertRefused("host-kiosk", sign(pointer(2, "one"), "m-a", "m-b"), "version 2, wanted 1");
    repository.accept("host-kiosk", sign(pointer(1, "one"), "m-a", "m-b"), NOW);
    assertRefused("host-kiosk", sign(pointer(1, "two"), "m-a", "m-b"), "version 1, wanted 2");
    assertRefused("host-kiosk", sign(pointer(3, "two"), "m-a", "m-b"), "version 3, wanted 2");
    assertRefused(
        "root",
        sign(root(3, "timestamp", "snapshot", "targets-a", "targets-b"), "root-a", "root-b"),
        "version 3, wanted 2");
    assertRefused(
        "targets",
        sign(targets(1, "builder", "m-a", "m-b", "m-c"), "targets-a", "targets-b"),
        "version 1, wanted 2");
  }

  @Test
  void refusesAPath_thatTheRoleIsNotTrustedFor() throws Exception {
    assertRefused(
        "build",
        sign(
            new dev.plimsoll.formats.tuf.Targets(
                2, NOW.plusSeconds(9_000), pointer(1, "x").targets(), java.util.Optional.empty()),
            "builder"),
        "for which it is not trusted");
  }

  @Test
  void refusesARole_thatNobodyDelegatesTo() throws Exception {
    assertRefused("host-db", sign(pointer(1, "one"), "m-a", "m-b"), "does not delegate to it");
  }

  @Test
  void refusesExpiredFiles() throws Exception {
    Bytes old = sign(pointer(1, "one"), "m-a", "m-b");
    assertThatThrownBy(
            () -> repository.accept("host-kiosk", old, NOW.plus(java.time.Duration.ofDays(91))))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("expired");
  }

  @Test
  void rootWithNewTimestampAndSnapshotKeys_takesEffectAtOnce() throws Exception {
    TufRepository holder = Repositories.open(directory, PublishStep.NONE, "ts-2", "sn-2");

    holder.accept(
        "root", sign(root(2, "ts-2", "sn-2", "targets-a", "targets-b"), "root-b", "root-c"), NOW);
    holder.publish(List.of(image(2)), NOW);

    assertThat(seenOnDisk(directory, "img/web/2", NOW)).isPresent();
    assertThatThrownBy(() -> Repositories.open(directory, PublishStep.NONE))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("this process lacks the keys that root version 2 names");
  }

  @Test
  void refusesARoot_whoseOnlineKeysAreNotHere() throws Exception {
    assertRefused(
        "root",
        sign(root(2, "ts-2", "snapshot", "targets-a", "targets-b"), "root-a", "root-b"),
        "TUF role timestamp: this process lacks the keys");
  }

  @Test
  void refusesARoot_ofTooFewKeys() throws Exception {
    assertRefused(
        "root",
        sign(root(2, "timestamp", "snapshot", "targets-a", "targets-b"), "root-a"),
        "the threshold is 2");
  }

  @Test
  void newTargetsKeys_comeWithTargetsThatTheySigned() throws Exception {
    Bytes root = sign(root(2, "timestamp", "snapshot", "t-c", "t-d"), "root-a", "root-b");
    assertRefused("root", root, "hand in a version 2 that they signed");

    Bytes targets = sign(targets(2, "builder", "m-a", "m-b", "m-c"), "t-c", "t-d");
    repository.accept(Map.of("root", root, "targets", targets), NOW);

    assertThat(seenOnDisk(directory, "img/web/1", NOW)).isPresent();
  }

  @Test
  void newBuildKey_signsTheRoleAndItsBinsAnew() throws Exception {
    TufRepository holder = Repositories.open(directory, PublishStep.NONE, "builder-2");

    holder.accept(
        "targets",
        sign(targets(2, "builder-2", "m-a", "m-b", "m-c"), "targets-a", "targets-b"),
        NOW);

    assertThat(seenOnDisk(directory, "img/web/1", NOW)).isPresent();
    holder.publish(List.of(image(2)), NOW);
    assertThat(seenOnDisk(directory, "img/web/2", NOW)).isPresent();
  }

  @Test
  void revokedManager_makesTheHostFileComeAlong() throws Exception {
    repository.accept("host-kiosk", sign(pointer(1, "one"), "m-a", "m-c"), NOW);
    Bytes targets = sign(targets(2, "builder", "m-a", "m-b", "m-d"), "targets-a", "targets-b");
    assertRefused("targets", targets, "hand in a version 2 that is, together with it");

    repository.accept(
        Map.of("targets", targets, "host-kiosk", sign(pointer(2, "one"), "m-a", "m-d")), NOW);

    assertThat(seenOnDisk(directory, "host/kiosk/current", NOW)).isPresent();
  }

  @Test
  void offlineRole_publishesNothingHere() {
    NewTarget pointer =
        new NewTarget("host-kiosk", "host/kiosk/current", 1, image(1).digest(), image(1).custom());
    assertThatThrownBy(() -> repository.publish(List.of(pointer), NOW))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("role host-kiosk");
  }

  /** Root, targets and host file at once, the online keys replaced: stopped before every step. */
  @Test
  void crashAnywhereInARotation_isHealedByTheNextStart() throws Exception {
    Map<String, Bytes> files =
        Map.of(
            "root", sign(root(2, "ts-2", "sn-2", "t-c", "t-d"), "root-a", "root-b"),
            "targets", sign(targets(2, "builder-2", "m-a", "m-b", "m-c"), "t-c", "t-d"));
    String[] keys = {"ts-2", "sn-2", "builder-2"};
    for (int at = 0; ; at++) {
      Path home = directory.resolve("crash-" + at);
      Repositories.initialise(home);
      Repositories.open(home, PublishStep.NONE).publish(List.of(image(1)), NOW);
      CrashAt crash = new CrashAt(at);
      TufRepository crashing = Repositories.open(home, crash, keys);
      try {
        crashing.accept(files, NOW);
        assertThat(crash.steps()).contains("rename 2.root.json", "rename timestamp.json");
        break;
      } catch (IOException e) {
        assertThat(e).hasMessage("crash before " + crash.steps().get(at));
      }
      boolean rootSeen = home.resolve("metadata/2.root.json").toFile().exists();

      TufRepository again = Repositories.open(home, PublishStep.NONE, keys);
      again.renewIfDue(NOW.plusSeconds(60));
      boolean timestampSeen = crash.steps().get(at).startsWith("delete ");
      if (!rootSeen && !timestampSeen) {
        assertThat(again.metadataFiles()).doesNotContainKey("2.root.json");
        again.accept(files, NOW.plusSeconds(61));
      }
      assertThat(seenOnDisk(home, "img/web/1", NOW.plusSeconds(62)))
          .as(crash.steps().get(at))
          .isPresent();
      again.publish(List.of(image(2)), NOW.plusSeconds(63));
      assertThat(seenOnDisk(home, "img/web/2", NOW.plusSeconds(64))).isPresent();
      assertThat(again.metadataFiles()).containsKey("2.root.json");
      assertThat(again.changes().page(0, 100))
          .extracting(Change::number)
          .isEqualTo(
              java.util.stream.LongStream.rangeClosed(1, again.changes().last()).boxed().toList());
    }
  }
}
