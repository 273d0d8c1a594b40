package dev.plimsoll.image.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.image.ImageBuilder;
import dev.plimsoll.image.output.InitramfsOptions;
import dev.plimsoll.image.output.Outputs;
import dev.plimsoll.image.store.DirectoryContentStore;
import dev.plimsoll.image.testing.Builds;
import dev.plimsoll.image.testing.RecordedProgress;
import dev.plimsoll.image.testing.RecordedProgress.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BuildProgressTest {
  private final RecordedProgress progress = new RecordedProgress();

  @TempDir Path directory;

  private Builds builds;
  private DirectoryContentStore store;

  @BeforeEach
  void prepare() throws IOException {
    store = DirectoryContentStore.open(directory.resolve("blobs"));
    builds = new Builds(directory, store);
  }

  private List<Entry> build() throws Exception {
    new ImageBuilder(store, directory.resolve("work"), progress)
        .write(
            builds.request(),
            Outputs.of(store, InitramfsOptions.DEFAULT).select(List.of("kernel+initrd")),
            directory.resolve("out"));
    return progress.entries();
  }

  @Test
  void everyLayer_isFetchedAndUnpackedWhole_andEveryTaskIsClosedOnce() throws Exception {
    List<Entry> entries = build();
    assertThat(entries).isNotEmpty();
    assertThat(entries).allSatisfy(e -> assertThat(e.closed()).as(e.what()).isEqualTo(1));
    assertThat(entries).allSatisfy(e -> assertThat(e.isDone()).as(e.what()).isTrue());
    assertThat(entries)
        .filteredOn(e -> e.kind() == Progress.Kind.FETCH && e.what().startsWith("oci:web"))
        .isNotEmpty()
        .allSatisfy(e -> assertThat(e.bytes()).isEqualTo(e.total().orElseThrow()));
  }

  @Test
  void damagedLayer_leavesItsTaskClosedAndNotDone() throws IOException {
    try (Stream<Path> blobs = Files.list(directory.resolve("web/blobs/sha256"))) {
      for (Path blob : blobs.toList()) {
        byte[] bytes = Files.readAllBytes(blob);
        if (bytes[0] != '{') {
          bytes[bytes.length / 2] ^= 1;
          Files.write(blob, bytes);
        }
      }
    }
    assertThatThrownBy(this::build).isInstanceOf(IOException.class);
    assertThat(progress.entries()).allSatisfy(e -> assertThat(e.closed()).isEqualTo(1));
    assertThat(progress.entries()).anySatisfy(e -> assertThat(e.isDone()).isFalse());
  }
}
