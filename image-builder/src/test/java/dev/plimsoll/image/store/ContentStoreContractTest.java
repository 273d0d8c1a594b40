package dev.plimsoll.image.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.image.testing.Commands;
import dev.plimsoll.image.testing.MemoryContentStore;
import dev.plimsoll.image.testing.Tools;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every content store promises, and what the directory adds. */
class ContentStoreContractTest {
  private static final Bytes CONTENT = Bytes.ofUtf8("some content");

  @TempDir Path directory;

  enum Kind {
    DIRECTORY,
    MEMORY
  }

  private ContentStore open(Kind kind) throws IOException {
    return switch (kind) {
      case DIRECTORY -> DirectoryContentStore.open(directory.resolve("blobs"));
      case MEMORY -> new MemoryContentStore(directory);
    };
  }

  @ParameterizedTest
  @EnumSource
  void findsAndReads_whatWasPut(Kind kind) throws Exception {
    ContentStore store = open(kind);
    Descriptor put = store.put("text/plain", CONTENT);
    assertThat(put.digest()).isEqualTo(CONTENT.digest());
    assertThat(put.size()).isEqualTo(CONTENT.size());
    assertThat(store.put("text/plain", CONTENT)).isEqualTo(put);
    assertThat(store.read(put.digest(), 100)).isEqualTo(CONTENT);
    assertThat(Files.readAllBytes(store.find(put.digest()).orElseThrow()))
        .isEqualTo(CONTENT.toArray());
  }

  @ParameterizedTest
  @EnumSource
  void storesNothing_whenDigestDiffers(Kind kind) throws Exception {
    ContentStore store = open(kind);
    Digest other = Digest.of(new byte[0]);
    assertThatThrownBy(() -> store.put("text/plain", CONTENT.openStream(), other))
        .isInstanceOfSatisfying(
            DigestMismatchException.class,
            e -> {
              assertThat(e.expected()).isEqualTo(other);
              assertThat(e.found()).isEqualTo(CONTENT.digest());
            });
    assertThat(store.find(CONTENT.digest())).isEmpty();
    assertThat(store.find(other)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void refusesToRead_whatIsMissingOrTooBig(Kind kind) throws Exception {
    ContentStore store = open(kind);
    assertThatThrownBy(() -> store.read(CONTENT.digest(), 100))
        .isInstanceOf(FileNotFoundException.class);
    store.put("text/plain", CONTENT);
    assertThatThrownBy(() -> store.read(CONTENT.digest(), 3)).isInstanceOf(IOException.class);
  }

  @Test
  void noticesOnRead_whenTheFileWasChanged() throws Exception {
    ContentStore store = open(Kind.DIRECTORY);
    store.put("text/plain", CONTENT);
    Files.writeString(store.find(CONTENT.digest()).orElseThrow(), "other content");
    assertThatThrownBy(() -> store.read(CONTENT.digest(), 100))
        .isInstanceOf(DigestMismatchException.class);
  }

  @Test
  void leavesNothing_whenTheInputBreaks() throws Exception {
    ContentStore store = open(Kind.DIRECTORY);
    InputStream broken =
        new java.io.SequenceInputStream(
            new ByteArrayInputStream(new byte[200_000]),
            new InputStream() {
              @Override
              public int read() throws IOException {
                throw new IOException("No space left on device");
              }
            });
    assertThatThrownBy(() -> store.put("text/plain", broken)).isInstanceOf(IOException.class);
    try (Stream<Path> files = Files.walk(directory)) {
      assertThat(files.filter(Files::isRegularFile)).isEmpty();
    }
  }

  @Test
  void leavesNothing_whenTheDiskIsFull() throws Exception {
    Tools.skipUnless(System.getProperty("user.name", "").equals("root"), "mounting needs root");
    Path small = Files.createDirectory(directory.resolve("small"));
    Commands.Result mount =
        Commands.run(directory, "mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", "small");
    Assumptions.assumeTrue(mount.status() == 0, "this machine does not let us mount");
    try {
      ContentStore store = DirectoryContentStore.open(small.resolve("blobs"));
      assertThatThrownBy(() -> store.put("x", new ByteArrayInputStream(new byte[300_000])))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "cannot write to the content store "
                  + small.resolve("blobs")
                  + ": No space left on device");
      try (Stream<Path> files = Files.walk(small)) {
        assertThat(files.filter(Files::isRegularFile)).isEmpty();
      }
      assertThat(store.put("text/plain", CONTENT).digest()).isEqualTo(CONTENT.digest());
    } finally {
      Commands.run(directory, "umount", "small");
    }
  }

  @ParameterizedTest
  @EnumSource
  void removedBlob_isGone_withWhatWasMadeOfIt(Kind kind) throws Exception {
    ContentStore store = open(kind);
    Descriptor kept = store.put("text/plain", Bytes.ofUtf8("made of it"));
    Descriptor gone = store.put("text/plain", CONTENT);
    store.derive("recipe/1", gone.digest(), kept);
    store.used(gone.digest(), "test");
    store.remove(gone.digest());
    store.remove(gone.digest());
    assertThat(store.find(gone.digest())).isEmpty();
    assertThat(store.derived("recipe/1", gone.digest())).isEmpty();
    assertThatThrownBy(() -> store.findVerified(gone.digest()))
        .isInstanceOf(FileNotFoundException.class);
    assertThat(store.find(kept.digest())).isPresent();
    store.put("text/plain", CONTENT);
    assertThat(store.findVerified(gone.digest())).isRegularFile();
    assertThat(store.derived("recipe/1", gone.digest())).isEmpty();
  }
}
