package dev.plimsoll.image.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.SourcePosition;
import dev.plimsoll.image.Architecture;
import dev.plimsoll.image.BuildRequest.LockMode;
import dev.plimsoll.image.source.LockEntry.Deb;
import dev.plimsoll.image.source.LockEntry.Image;
import dev.plimsoll.image.source.Reference.DebPackage;
import dev.plimsoll.image.source.Reference.OciArchive;
import dev.plimsoll.image.spec.Located;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LockFileTest {
  private static final Digest DIGEST = Digest.of(new byte[] {1});
  private static final Digest INDEX = Digest.of(new byte[] {2});
  private static final DebPackage RUNC = new DebPackage("runc", Optional.empty());
  private static final OciArchive WEB = new OciArchive("web.tar", Optional.empty());
  private static final Deb DEB = new Deb("runc", "1.1", "amd64", DIGEST);
  private static final Image IMAGE =
      new Image(
          Optional.of(INDEX),
          DIGEST,
          Optional.of(DIGEST),
          List.of(DIGEST),
          List.of(),
          Optional.empty());
  private static final Located<String> WHERE =
      new Located<>("deb:runc", new SourcePosition("image.yml", 2, 3));

  @TempDir Path directory;

  private Path file() {
    return directory.resolve("plimsoll.lock");
  }

  private LockFile load(LockMode mode) throws FormatException, IOException {
    return LockFile.load(file(), mode);
  }

  @Test
  void writesSortedText_andReadsItBack() throws Exception {
    LockFile lock = load(LockMode.ADD);
    lock.record(WEB, Architecture.AMD64, IMAGE);
    lock.record(RUNC, Architecture.AMD64, DEB);
    lock.save();
    assertThat(file())
        .hasContent(
            """
            {
              "entries": {
                "deb:runc": {
                  "linux/amd64": {
                    "architecture": "amd64",
                    "archive": "%1$s",
                    "name": "runc",
                    "version": "1.1"
                  }
                },
                "oci-archive:web.tar": {
                  "linux/amd64": {
                    "config": "%1$s",
                    "index": "%2$s",
                    "layers": [
                      "%1$s"
                    ],
                    "manifest": "%1$s"
                  }
                }
              },
              "version": 2
            }
            """
                .formatted(DIGEST, INDEX));
    assertThat(load(LockMode.LOCKED).pinned(RUNC, Architecture.AMD64, WHERE)).contains(DEB);
    assertThat(load(LockMode.UPDATE).pinned(RUNC, Architecture.AMD64, WHERE)).isEmpty();
  }

  @Test
  void servesSeveralArchitectures_fromOneIndex() throws Exception {
    LockFile first = load(LockMode.ADD);
    first.record(WEB, Architecture.AMD64, IMAGE);
    first.save();
    LockFile second = load(LockMode.ADD);
    assertThat(second.pinned(WEB, Architecture.ARM64, WHERE)).isEmpty();
    assertThat(second.pinnedIndex(WEB)).contains(INDEX);
    assertThat(load(LockMode.UPDATE).pinnedIndex(WEB)).isEmpty();
    second.record(WEB, Architecture.ARM64, IMAGE);
    second.save();
    assertThat(load(LockMode.LOCKED).pinned(WEB, Architecture.AMD64, WHERE)).contains(IMAGE);
    assertThat(load(LockMode.LOCKED).pinned(WEB, Architecture.ARM64, WHERE)).contains(IMAGE);
    assertThatThrownBy(() -> load(LockMode.LOCKED).pinned(WEB, Architecture.RISCV64, WHERE))
        .hasMessage(
            "image.yml:2:3: oci-archive:web.tar for linux/riscv64 is not in "
                + file()
                + "; build once without --locked to pin it");
  }

  @Test
  void readsVersionOne_andCompletesIt() throws Exception {
    Files.writeString(
        file(),
        """
        {"entries":{"deb:runc":{"archive":"%1$s","name":"runc","version":"1.1"},
        "oci-archive:web.tar":{"layers":["%1$s"],"manifest":"%1$s"}},"version":1}
        """
            .formatted(DIGEST));
    LockFile lock = load(LockMode.ADD);
    assertThat(lock.pinned(RUNC, Architecture.AMD64, WHERE)).contains(DEB);
    assertThat(lock.pinned(WEB, Architecture.AMD64, WHERE))
        .contains(
            new Image(
                Optional.empty(),
                DIGEST,
                Optional.empty(),
                List.of(DIGEST),
                List.of(),
                Optional.empty()));
    lock.record(RUNC, Architecture.AMD64, DEB);
    lock.save();
    assertThat(file()).content().contains("\"version\":1"); // nothing new: left alone
    lock.record(WEB, Architecture.AMD64, IMAGE);
    lock.save();
    assertThat(file()).content().contains("\"version\": 2", "\"config\"", "deb:runc");
  }

  @Test
  void refusesWithPlace_whenLockedAndMissing() throws Exception {
    LockFile lock = load(LockMode.LOCKED);
    assertThatThrownBy(() -> lock.pinned(RUNC, Architecture.AMD64, WHERE))
        .isInstanceOf(FormatException.class)
        .hasMessage(
            "image.yml:2:3: deb:runc is not in "
                + file()
                + "; build once without --locked to pin it");
  }

  @Test
  void writesNothing_whenNothingChanged() throws Exception {
    load(LockMode.ADD).save();
    assertThat(file()).doesNotExist();
  }

  @Test
  void keepsWhatOthersPinned_whenBuildsRunAtOnce() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        DebPackage one = new DebPackage("package" + i, Optional.empty());
        LockFile lock = load(LockMode.ADD);
        lock.record(one, Architecture.AMD64, DEB);
        all.add(
            threads.submit(
                () -> {
                  lock.save();
                  return one;
                }));
      }
      for (Future<?> each : all) {
        each.get();
      }
    }
    assertThat(LockText.load(file()).entries()).hasSize(20);
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).containsExactly(file());
    }
  }

  @Test
  void says_whenAnotherBuildPinnedSomethingElseMeanwhile() throws Exception {
    LockFile slow = load(LockMode.ADD);
    LockFile updating = load(LockMode.UPDATE);
    LockFile quick = load(LockMode.ADD);
    quick.record(RUNC, Architecture.AMD64, DEB);
    quick.save();
    slow.record(RUNC, Architecture.AMD64, new Deb("runc", "1.2", "amd64", INDEX));
    assertThatThrownBy(slow::save)
        .isInstanceOf(IOException.class)
        .hasMessage(
            file()
                + ": another build has pinned deb:runc to something else meanwhile; build again to"
                + " use that");
    assertThat(LockText.load(file()).entries().get("deb:runc")).containsValue(DEB);
    Deb newer = new Deb("runc", "1.3", "amd64", INDEX);
    updating.record(RUNC, Architecture.AMD64, newer);
    updating.save();
    assertThat(LockText.load(file()).entries().get("deb:runc")).containsValue(newer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"entries\":{},\"version\":3}",
        "{\"entries\":{\"deb:a\":{}},\"version\":1}",
        "{\"entries\":{\"a\":{\"manifest\":\"x\",\"layers\":[]}},\"version\":1}",
        "{\"entries\":{\"a\":{\"linux/amd64\":{}}},\"version\":2}",
        "{\"entries\":{\"a\":[]},\"version\":2}",
        "{\"entries\":{},\"entries\":{},\"version\":1}"
      })
  void refusesWithFileName_whenMalformed(String text) throws Exception {
    Files.writeString(file(), text);
    assertThatThrownBy(() -> load(LockMode.ADD))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith(file().toString());
  }
}
