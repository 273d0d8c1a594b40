package dev.plimsoll.image.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LiveMarkTest {
  @TempDir Path directory;

  private List<String> swept() throws IOException {
    List<String> ids = new ArrayList<>();
    LiveMark.sweep(directory, ids::add);
    return ids;
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(f -> f.getFileName().toString()).toList();
    }
  }

  @Test
  void ownMarks_areNeverSwept_andGoWhenClosed() throws IOException {
    LiveMark first = LiveMark.in(directory);
    LiveMark second = LiveMark.in(directory);
    assertThat(first.id()).isNotEqualTo(second.id());
    assertThat(swept()).isEmpty();
    first.close();
    assertThat(files()).containsExactly(".live-" + second.id());
    second.close();
    assertThat(files()).isEmpty();
  }

  @Test
  void markWithoutOwner_isSweptOnce() throws IOException {
    Files.createFile(directory.resolve(".live-1.2.3"));
    assertThat(swept()).containsExactly("1.2.3");
    assertThat(files()).isEmpty();
    assertThat(swept()).isEmpty();
  }

  @Test
  void whatCannotBeCleaned_keepsItsMark() throws IOException {
    Files.createFile(directory.resolve(".live-1.2.3"));
    LiveMark.sweep(
        directory,
        id -> {
          throw new IOException("no");
        });
    assertThat(swept()).containsExactly("1.2.3");
  }

  /** A second JVM holds a mark: not swept while it lives, swept after it was killed. */
  @Test
  void mark_livesAsLongAsItsProcess() throws Exception {
    Process owner =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      String id = owner.inputReader().readLine();
      assertThat(id).isNotBlank();
      assertThat(swept()).isEmpty();
      assertThat(files()).containsExactly(".live-" + id);
      owner.destroyForcibly();
      assertThat(owner.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(swept()).containsExactly(id);
    } finally {
      owner.destroyForcibly();
    }
  }

  /** Marks a directory and waits to be killed. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] args) throws IOException {
      LiveMark mark = LiveMark.in(Path.of(args[0]));
      System.out.println(mark.id());
      System.out.flush();
      while (System.in.read() >= 0) {
        // what is typed is nothing; the end of input is the end
      }
      mark.close();
    }
  }

  @Test
  void storeRemovesTheTemporaryFilesOfDeadWriters_only() throws IOException {
    Path dead = Files.createFile(directory.resolve(".tmp-1.2.3-77"));
    Files.createFile(directory.resolve(".live-1.2.3"));
    Path unknown = Files.createFile(directory.resolve(".tmp-4.5.6-78"));
    DirectoryContentStore.open(directory);
    assertThat(dead).doesNotExist();
    assertThat(unknown).exists();
  }

  @Test
  void storeHasNoMark_whenNobodyWrites() throws IOException {
    DirectoryContentStore store = DirectoryContentStore.open(directory);
    store.put("text/plain", dev.plimsoll.formats.Bytes.ofUtf8("x"));
    assertThat(files()).noneMatch(f -> f.startsWith("."));
  }
}
