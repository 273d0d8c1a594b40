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
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
        .containsOnlyKeys(
            "1.root.json",
            "1.targets.json",
            "1.build.json",
            "1.audit.json",
            "1.layers.json",
            "1.snapshot.json",
            "timestamp.json");
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
            FixedKeys.ed25519("stranger"),
            right.audit(),
            right.layers(),
            right.snapshot(),
            right.timestamp());

    assertThatThrownBy(() -> TufRepository.open(directory, wrong))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("TUF role build wants key");
  }
}
