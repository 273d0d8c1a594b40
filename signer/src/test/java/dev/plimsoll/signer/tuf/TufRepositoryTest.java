package dev.plimsoll.signer.tuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.tuf.TargetFile;
import dev.plimsoll.signer.testing.FixedKeys;
import dev.plimsoll.signer.tuf.TufRepository.NewTarget;
import dev.plimsoll.signer.tuf.TufRepository.OnlineKeys;
import dev.plimsoll.verifier.tuf.MetadataSource;
import dev.plimsoll.verifier.tuf.TrustedStore;
import dev.plimsoll.verifier.tuf.Updater;
import dev.plimsoll.verifier.tuf.UpdaterLimits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TufRepositoryTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.5Z");
  private static final JsonObject NO_CUSTOM = JsonObject.builder().build();
  private static final Digest CONTENT = Bytes.ofUtf8("manifest").digest();
  private static final NewTarget IMAGE =
      new NewTarget(
          "build",
          "img/web/1.0",
          8,
          CONTENT,
          JsonObject.builder()
              .put("plimsoll", JsonObject.builder().put("bundle", "sha256:b").build())
              .build());
  private static final NewTarget LAYER =
      new NewTarget("layers", "layer/sha256/" + CONTENT.hex(), 8, CONTENT, NO_CUSTOM);

  @TempDir private Path directory;
  private TufRepository repository;

  @BeforeEach
  void initialise() throws Exception {
    TufRepository.initialise(directory, FixedKeys.tufOffline(), FixedKeys.tufOnline(), NOW);
    repository = TufRepository.open(directory, FixedKeys.tufOnline());
  }

  /** 32 bins: the first five bits of SHA-256 of the path. */
  private static String binOf(String path) {
    int first = Integer.parseInt(Bytes.ofUtf8(path).digest().hex().substring(0, 2), 16) >> 3;
    return String.format("build-%02x", first);
  }

  private static Updater client(Map<String, Bytes> files, Instant now) throws Exception {
    Bytes root = Optional.ofNullable(files.get("1.root.json")).orElseThrow();
    Updater updater =
        Updater.of(
            TrustedStore.inMemory(root), MetadataSource.of(files), UpdaterLimits.STANDARD, now);
    updater.refresh();
    return updater;
  }

  @Test
  void newRepository_isAcceptedByTheClient() throws Exception {
    Updater updater = client(repository.metadataFiles(), NOW);

    assertThat(updater.findTarget("img/web/1.0")).isEmpty();
    assertThat(repository.metadataFiles())
        .containsKeys(
            "1.root.json",
            "1.targets.json",
            "1.build.json",
            "1.build-00.json",
            "1.build-1f.json",
            "1.audit-00.json",
            "1.layers-1f.json",
            "1.snapshot.json",
            "timestamp.json")
        .hasSize(7 + 3 * 32);
  }

  @Test
  void publishedTargets_areFoundByClient_andByServer() throws Exception {
    repository.publish(List.of(IMAGE, LAYER), NOW);

    Updater updater = client(repository.metadataFiles(), NOW);
    TargetFile expected = TargetFile.of(8, CONTENT, IMAGE.custom());
    assertThat(updater.findTarget("img/web/1.0")).contains(expected);
    assertThat(repository.findTarget("img/web/1.0")).contains(expected);
    assertThat(repository.findConsistentTarget("img/web/" + CONTENT.hex() + ".1.0"))
        .contains(expected);
    assertThat(repository.findConsistentTarget("img/web/" + "0".repeat(64) + ".1.0")).isEmpty();
    assertThat(updater.findTarget(LAYER.path())).isPresent();
  }

  @Test
  void publishingAgain_changesNothing() throws Exception {
    repository.publish(List.of(IMAGE), NOW);
    Map<String, Bytes> before = repository.metadataFiles();

    repository.publish(List.of(IMAGE), NOW.plusSeconds(60));

    assertThat(repository.metadataFiles()).isEqualTo(before);
  }

  @Test
  void reopened_hasTheSameFilesAndTargets() throws Exception {
    repository.publish(List.of(IMAGE, LAYER), NOW);

    TufRepository again = TufRepository.open(directory, FixedKeys.tufOnline());

    assertThat(again.metadataFiles()).isEqualTo(repository.metadataFiles());
    assertThat(again.findTarget("img/web/1.0")).isEqualTo(repository.findTarget("img/web/1.0"));
  }

  @Test
  void initialise_leavesAnExistingRepositoryAlone() throws Exception {
    repository.publish(List.of(IMAGE), NOW);

    TufRepository.initialise(
        directory, FixedKeys.tufOffline(), FixedKeys.tufOnline(), NOW.plus(Duration.ofDays(1)));

    assertThat(TufRepository.open(directory, FixedKeys.tufOnline()).metadataFiles())
        .isEqualTo(repository.metadataFiles());
  }

  @Test
  void refusesToOpen_withAKeyThatMetadataDoesNotName() {
    OnlineKeys right = FixedKeys.tufOnline();
    OnlineKeys wrong =
        new OnlineKeys(
            right.build(),
            right.audit(),
            right.layers(),
            FixedKeys.ed25519("stranger"),
            right.timestamp());

    assertThatThrownBy(() -> TufRepository.open(directory, wrong))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("TUF role snapshot: this process lacks the keys");
  }

  @Test
  void refusesToOpen_whatSomebodyChanged() throws Exception {
    repository.publish(List.of(IMAGE), NOW);
    Path file = directory.resolve("metadata/2." + binOf(IMAGE.path()) + ".json");
    Files.writeString(file, Files.readString(file).replace("img/web/1.0", "img/web/1.1"));

    assertThatThrownBy(() -> TufRepository.open(directory, FixedKeys.tufOnline()))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining(
            "TUF repository does not verify: "
                + binOf(IMAGE.path())
                + ".json: has 0 valid signatures");
  }

  @Test
  void refusesToOpen_whereThereIsNone() {
    Path empty = directory.resolve("none");

    assertThatThrownBy(() -> TufRepository.open(empty, FixedKeys.tufOnline()))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("no TUF repository");
  }

  @Test
  void lifetimes_areThoseOfTheRoles() {
    Map<String, Instant> expiries = repository.expiries();
    assertThat(expiries)
        .containsOnlyKeys("root", "targets", "build", "audit", "layers", "snapshot", "timestamp")
        .containsEntry("root", Instant.parse("2027-03-01T12:00:00Z"))
        .containsEntry("targets", Instant.parse("2027-03-01T12:00:00Z"))
        .containsEntry("snapshot", Instant.parse("2026-03-08T12:00:00Z"))
        .containsEntry("timestamp", Instant.parse("2026-03-02T12:00:00Z"));
    for (String role : List.of("build", "audit", "layers")) { // 60 to 90 days
      assertThat(expiries.get(role))
          .isBetween(Instant.parse("2026-04-30T12:00:00Z"), Instant.parse("2026-05-30T12:00:00Z"));
    }
  }

  @Test
  void renewIfDue_doesNothing_whileMoreThanAThirdOfLifeIsLeft() throws Exception {
    Map<String, Bytes> before = repository.metadataFiles();

    repository.renewIfDue(NOW.plus(Duration.ofHours(15)));

    assertThat(repository.metadataFiles()).isEqualTo(before);
  }

  @Test
  void renewIfDue_renewsWhatIsDue_andNothingElse() throws Exception {
    repository.renewIfDue(NOW.plus(Duration.ofHours(16)));
    assertThat(repository.metadataFiles()).containsKey("1.snapshot.json");
    assertThat(repository.metadataFiles()).doesNotContainKey("2.snapshot.json");
    assertThat(repository.expiries())
        .containsEntry("timestamp", Instant.parse("2026-03-03T04:00:00Z"));

    repository.renewIfDue(NOW.plus(Duration.ofDays(5)));
    assertThat(repository.metadataFiles()).containsKey("2.snapshot.json");
    assertThat(repository.metadataFiles()).doesNotContainKey("2.build.json");

    repository.renewIfDue(NOW.plus(Duration.ofDays(61)));
    assertThat(repository.metadataFiles()).containsKeys("2.build.json", "2.audit.json");
    client(repository.metadataFiles(), NOW.plus(Duration.ofDays(61)));
  }

  @Test
  void renewsARepository_thatSleptUntilAllOnlineFilesHadExpired() throws Exception {
    repository.publish(List.of(IMAGE), NOW);
    Instant late = NOW.plus(Duration.ofDays(200));
    TufRepository again = TufRepository.open(directory, FixedKeys.tufOnline());

    again.renewIfDue(late);

    assertThat(client(again.metadataFiles(), late).findTarget("img/web/1.0")).isPresent();
  }

  @Test
  void publishesNothing_onceTheOfflineFilesHaveExpired() throws Exception {
    Map<String, Bytes> before = repository.metadataFiles();

    assertThatThrownBy(() -> repository.publish(List.of(IMAGE), NOW.plus(Duration.ofDays(366))))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("not published: root.json expired at 2027-03-01T12:00:00Z");
    assertThat(repository.metadataFiles()).isEqualTo(before);
  }

  @Test
  void replacesATarget_ofOtherContent() throws Exception {
    repository.publish(List.of(IMAGE), NOW);
    Digest other = Bytes.ofUtf8("other").digest();
    NewTarget second = new NewTarget("build", IMAGE.path(), 5, other, NO_CUSTOM);

    repository.publish(List.of(second), NOW);

    assertThat(client(repository.metadataFiles(), NOW).findTarget(IMAGE.path()))
        .contains(TargetFile.of(5, other, NO_CUSTOM));
  }

  @Test
  void keepsFewOldVersions_butEveryRoot() throws Exception {
    Path flat = directory.resolve("flat");
    TufRepository.initialise(
        flat, FixedKeys.tufOffline(), FixedKeys.tufOnline(), BinPolicy.FLAT, NOW);
    TufRepository repository =
        TufRepository.open(flat, FixedKeys.tufOnline().ring(), BinPolicy.FLAT);
    for (int i = 0; i < 6; i++) {
      Digest digest = Bytes.ofUtf8("v" + i).digest();
      repository.publish(
          List.of(new NewTarget("build", "img/web/" + i, 2, digest, NO_CUSTOM)), NOW);
    }

    assertThat(repository.metadataFiles().keySet())
        .containsExactlyInAnyOrder(
            "1.root.json",
            "1.targets.json",
            "1.audit.json",
            "1.layers.json",
            "5.build.json",
            "6.build.json",
            "7.build.json",
            "5.snapshot.json",
            "6.snapshot.json",
            "7.snapshot.json",
            "timestamp.json");
    try (Stream<Path> files = Files.list(flat.resolve("metadata"))) {
      assertThat(files.map(f -> f.getFileName().toString()).toList())
          .containsExactlyInAnyOrderElementsOf(repository.metadataFiles().keySet());
    }
  }

  @Test
  void sameSteps_giveTheSameBytes() throws Exception {
    Path second = directory.resolve("second");
    TufRepository.initialise(second, FixedKeys.tufOffline(), FixedKeys.tufOnline(), NOW);
    TufRepository twin = TufRepository.open(second, FixedKeys.tufOnline());

    repository.publish(List.of(IMAGE, LAYER), NOW);
    twin.publish(List.of(IMAGE, LAYER), NOW);

    assertThat(twin.metadataFiles()).isEqualTo(repository.metadataFiles());
  }

  @ParameterizedTest
  @CsvSource({"img/../1", "img/web/..", "img//1", "'img/a b/1'"})
  void refusesTargetPaths_thatAreNotPlain(String path) {
    assertThatThrownBy(() -> new NewTarget("build", path, 1, CONTENT, NO_CUSTOM))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("may not publish target");
  }

  @ParameterizedTest
  @CsvSource({
    "build, audit/web/1",
    "build, img/web",
    "build, img/web/1/2",
    "layers, layer/sha512/x",
    "targets, img/web/1",
    "snapshot, img/web/1",
  })
  void refusesTargets_thatTheRoleIsNotTrustedFor(String role, String path) {
    NewTarget target = new NewTarget(role, path, 1, CONTENT, NO_CUSTOM);
    assertThatThrownBy(() -> repository.publish(List.of(target), NOW))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("may not publish target");
  }

  @Test
  void refusesCustom_thatIsSignedAsAnotherTextThanItIsSent() {
    JsonObject custom = JsonObject.builder().put("note", "two\nlines").build();
    assertThatThrownBy(() -> new NewTarget("build", "img/web/1", 1, CONTENT, custom))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("control characters");
  }
}
