package dev.plimsoll.signer.tuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.tuf.TargetFile;
import dev.plimsoll.signer.testing.FixedKeys;
import dev.plimsoll.signer.tuf.TufRepository.NewTarget;
import dev.plimsoll.verifier.tuf.MetadataSource;
import dev.plimsoll.verifier.tuf.TrustedStore;
import dev.plimsoll.verifier.tuf.Updater;
import dev.plimsoll.verifier.tuf.UpdaterLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Stops a publication before each of its steps, once as a crash (a new process opens what is on
 * disk) and once as a failed write (the same process goes on), and asks what a client sees.
 */
class TufRepositoryCrashTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final NewTarget OLD = target("img/web/1", "one");
  private static final NewTarget NEW = target("img/web/2", "two");
  private static final NewTarget LAYER = target("layer/sha256/" + "a".repeat(64), "layer");

  private static final String BIN_OF_NEW = bin(NEW.path());
  private static final String BIN_OF_LAYER = bin(LAYER.path());

  @TempDir private Path temp;

  /** 32 bins: the first five bits of SHA-256 of the path. */
  private static String bin(String path) {
    int first = Integer.parseInt(Bytes.ofUtf8(path).digest().hex().substring(0, 2), 16) >> 3;
    return String.format("%02x", first);
  }

  private static NewTarget target(String path, String content) {
    Digest digest = Bytes.ofUtf8(content).digest();
    String role = path.startsWith("img/") ? "build" : "layers";
    return new NewTarget(role, path, content.length(), digest, JsonObject.builder().build());
  }

  /** Throws before step number {@code at}, and notes the steps. */
  private static final class CrashAt implements PublishStep {
    private final int at;
    private final List<String> steps = new ArrayList<>();

    CrashAt(int at) {
      this.at = at;
    }

    @Override
    public void before(String step) throws IOException {
      if (steps.size() == at) {
        throw new IOException("crash before " + step);
      }
      steps.add(step);
    }
  }

  private Path newRepository(String name) throws Exception {
    Path directory = temp.resolve(name);
    TufRepository.initialise(directory, FixedKeys.tufOffline(), FixedKeys.tufOnline(), NOW);
    TufRepository.open(directory, FixedKeys.tufOnline()).publish(List.of(OLD), NOW);
    return directory;
  }

  private static Optional<TargetFile> seenOnDisk(Path directory, String path) throws Exception {
    Path metadata = directory.resolve("metadata");
    Updater client =
        Updater.of(
            TrustedStore.inMemory(
                Bytes.copyOf(Files.readAllBytes(metadata.resolve("1.root.json")))),
            MetadataSource.of(metadata),
            UpdaterLimits.STANDARD,
            NOW);
    client.refresh();
    return client.findTarget(path);
  }

  private static List<String> stepsOfAPublication(Path directory) throws Exception {
    CrashAt never = new CrashAt(Integer.MAX_VALUE);
    TufRepository.open(directory, FixedKeys.tufOnline().ring(), BinPolicy.STANDARD, never)
        .publish(List.of(NEW, LAYER), NOW);
    return never.steps;
  }

  @Test
  void timestampIsWrittenLast_afterSyncAndCheck() throws Exception {
    assertThat(stepsOfAPublication(newRepository("steps")))
        .containsExactly(
            "write 2.build-" + BIN_OF_NEW + ".json",
            "write 2.layers-" + BIN_OF_LAYER + ".json",
            "write 3.snapshot.json",
            "sync",
            "verify",
            "record",
            "write timestamp.json",
            "rename timestamp.json");
  }

  @Test
  void crashBeforeAnyStep_leavesTheOldOrTheNewState_andPublishingAgainHeals() throws Exception {
    List<String> steps = stepsOfAPublication(newRepository("all"));
    for (int at = 0; at < steps.size(); at++) {
      Path directory = newRepository("crash-" + at);
      TufRepository crashing =
          TufRepository.open(
              directory, FixedKeys.tufOnline().ring(), BinPolicy.STANDARD, new CrashAt(at));
      assertThatThrownBy(() -> crashing.publish(List.of(NEW, LAYER), NOW))
          .isInstanceOf(IOException.class)
          .hasMessage("crash before " + steps.get(at));

      boolean published = false; // every step comes before the rename of the timestamp
      assertThat(seenOnDisk(directory, OLD.path())).as(steps.get(at)).isPresent();
      assertThat(seenOnDisk(directory, NEW.path()).isPresent()).isEqualTo(published);
      assertThat(seenOnDisk(directory, LAYER.path()).isPresent()).isEqualTo(published);

      TufRepository again = TufRepository.open(directory, FixedKeys.tufOnline());
      assertThat(again.findTarget(NEW.path()).isPresent()).isEqualTo(published);
      again.publish(List.of(NEW, LAYER), NOW.plusSeconds(9));
      assertThat(seenOnDisk(directory, NEW.path())).contains(NEW.file());
      assertThat(seenOnDisk(directory, LAYER.path())).contains(LAYER.file());
    }
  }

  @Test
  void failedStep_leavesTheProcessAbleToPublish() throws Exception {
    List<String> steps = stepsOfAPublication(newRepository("all"));
    for (int at = 0; at < steps.size(); at++) {
      Path directory = newRepository("fail-" + at);
      FailOnce once = new FailOnce(new CrashAt(at));
      TufRepository repository =
          TufRepository.open(directory, FixedKeys.tufOnline().ring(), BinPolicy.STANDARD, once);
      assertThatThrownBy(() -> repository.publish(List.of(NEW, LAYER), NOW))
          .isInstanceOf(IOException.class);
      assertThat(repository.findTarget(NEW.path())).isEqualTo(seenOnDisk(directory, NEW.path()));

      repository.publish(List.of(NEW, LAYER), NOW.plusSeconds(9));

      assertThat(repository.findTarget(NEW.path())).contains(NEW.file());
      assertThat(seenOnDisk(directory, NEW.path())).contains(NEW.file());
      assertThat(TufRepository.open(directory, FixedKeys.tufOnline()).metadataFiles())
          .isEqualTo(repository.metadataFiles());
    }
  }

  /** Fails as {@code crash} does, then never again. */
  private static final class FailOnce implements PublishStep {
    private final CrashAt crash;
    private boolean failed;

    FailOnce(CrashAt crash) {
      this.crash = crash;
    }

    @Override
    public void before(String step) throws IOException {
      if (!failed) {
        try {
          crash.before(step);
        } catch (IOException e) {
          failed = true;
          throw e;
        }
      }
    }
  }

  @Test
  void crashWhileInitialising_leavesNoRepository_andASecondTryMakesOne() throws Exception {
    for (int at = 0; at < 7 + 3 * 32 + 2; at += at < 3 || at > 98 ? 1 : 19) {
      Path directory = temp.resolve("init-" + at);
      CrashAt crash = new CrashAt(at);
      assertThatThrownBy(
              () ->
                  TufRepository.initialise(
                      directory,
                      DevelopmentLayout.files(FixedKeys.tufOffline(), FixedKeys.tufOnline(), NOW),
                      FixedKeys.tufOnline().ring(),
                      BinPolicy.STANDARD,
                      NOW,
                      crash))
          .isInstanceOf(IOException.class);

      TufRepository.initialise(
          directory, FixedKeys.tufOffline(), FixedKeys.tufOnline(), NOW.plusSeconds(1));

      assertThat(TufRepository.open(directory, FixedKeys.tufOnline()).metadataFiles())
          .hasSize(7 + 3 * 32);
    }
  }

  @Test
  void fileLeftHalfWritten_isRemovedAtOpen() throws Exception {
    Path directory = newRepository("half");
    Path left = directory.resolve("metadata/3.build.json.new");
    Files.writeString(left, "{\"sig");

    TufRepository repository = TufRepository.open(directory, FixedKeys.tufOnline());

    assertThat(left).doesNotExist();
    try (Stream<Path> files = Files.list(directory.resolve("metadata"))) {
      assertThat(files.map(f -> f.getFileName().toString()).toList())
          .containsExactlyInAnyOrderElementsOf(repository.metadataFiles().keySet());
    }
  }

  @Test
  void filesOfABrokenPublication_areNotGivenOut() throws Exception {
    Path directory = newRepository("orphans");
    TufRepository crashing =
        TufRepository.open(
            directory, FixedKeys.tufOnline().ring(), BinPolicy.STANDARD, new CrashAt(5));
    assertThatThrownBy(() -> crashing.publish(List.of(NEW), NOW))
        .hasMessage("crash before write timestamp.json");
    assertThat(directory.resolve("metadata/3.snapshot.json")).exists();

    assertThat(TufRepository.open(directory, FixedKeys.tufOnline()).metadataFiles())
        .doesNotContainKeys("3.snapshot.json", "2.build-" + BIN_OF_NEW + ".json")
        .containsKeys("2.snapshot.json", "1.build-" + BIN_OF_NEW + ".json", "timestamp.json");
  }
}
