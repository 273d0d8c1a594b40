package dev.plimsoll.image.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.oci.Descriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Once per process and whenever a file changed: when a blob is read to compare it. */
class DirectoryContentStoreTest {
  private static final Bytes CONTENT = Bytes.ofUtf8("some content");
  private static final Bytes OTHER = Bytes.ofUtf8("same length!");

  @TempDir Path directory;
  private DirectoryContentStore store;

  @BeforeEach
  void open() throws IOException {
    store = DirectoryContentStore.open(directory.resolve("blobs"));
  }

  /** The same directory as another process sees it. */
  private DirectoryContentStore another() throws IOException {
    return DirectoryContentStore.open(directory.resolve("blobs"));
  }

  @Test
  void comparesNothing_whenThisProcessPutIt() throws Exception {
    Digest digest = store.put("x", CONTENT).digest();
    assertThat(store.findVerified(digest)).hasBinaryContent(CONTENT.toArray());
    assertThat(store.comparisons()).isZero();
  }

  @Test
  void comparesOnce_whenAnotherProcessPutIt() throws Exception {
    Digest digest = store.put("x", CONTENT).digest();
    DirectoryContentStore other = another();
    other.findVerified(digest);
    other.findVerified(digest);
    assertThat(other.comparisons()).isEqualTo(1);
  }

  @Test
  void noticesAWrite_rightAfterThePut() throws Exception {
    Digest digest = store.put("x", CONTENT).digest();
    Files.write(store.findVerified(digest), OTHER.toArray());
    assertThatThrownBy(() -> store.findVerified(digest))
        .isInstanceOf(DigestMismatchException.class);
  }

  @Test
  void noticesAReplacedFile_withTheOldDates() throws Exception {
    Digest digest = store.put("x", CONTENT).digest();
    Path file = store.findVerified(digest);
    FileTime date = Files.getLastModifiedTime(file);
    Path fake = Files.write(directory.resolve("fake"), OTHER.toArray());
    Files.setLastModifiedTime(fake, date);
    Files.move(fake, file, StandardCopyOption.ATOMIC_MOVE);
    assertThatThrownBy(() -> store.findVerified(digest))
        .isInstanceOf(DigestMismatchException.class);
  }

  @Test
  void comparesAgain_whileAFileIsTooYoungToTell() throws Exception {
    Digest digest = store.put("x", CONTENT).digest();
    DirectoryContentStore other = another();
    Files.write(store.findVerified(digest), CONTENT.toArray()); // dated now
    other.findVerified(digest);
    other.findVerified(digest);
    assertThat(other.comparisons()).isEqualTo(2);
  }

  @Test
  void comparesOnce_forAStampedeOfThreads() throws Exception {
    Digest digest = store.put("x", Bytes.copyOf(new byte[1 << 22])).digest();
    DirectoryContentStore other = another();
    CountDownLatch start = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Path>> all = new ArrayList<>();
      Callable<Path> one =
          () -> {
            start.await();
            return other.findVerified(digest);
          };
      for (int i = 0; i < 200; i++) {
        all.add(threads.submit(one));
      }
      start.countDown();
      for (Future<Path> each : all) {
        assertThat(each.get()).isRegularFile();
      }
    }
    assertThat(other.comparisons()).isEqualTo(1);
  }

  @Test
  void findsANote_alsoInAnotherProcess() throws Exception {
    Descriptor input = store.put("x", CONTENT);
    Descriptor output = store.put("y", OTHER);
    assertThat(store.derived("unpack/1", input.digest())).isEmpty();
    store.derive("unpack/1", input.digest(), output);
    assertThat(another().derived("unpack/1", input.digest())).contains(output);
    assertThat(store.derived("unpack/2", input.digest())).isEmpty();
    assertThat(store.derived("unpack/1", output.digest())).isEmpty();
    assertThat(directory.resolve("blobs/derived/unpack/1/" + input.digest().hex())).isRegularFile();
  }

  @Test
  void forgetsANote_whoseBlobIsGoneOrCutShort() throws Exception {
    Descriptor input = store.put("x", CONTENT);
    Descriptor output = store.put("y", OTHER);
    store.derive("segment/zstd-3/1.5.7-6", input.digest(), output);
    Path blob = store.find(output.digest()).orElseThrow();
    Files.write(blob, new byte[3]);
    assertThat(store.derived("segment/zstd-3/1.5.7-6", input.digest())).isEmpty();
    Files.delete(blob);
    assertThat(store.derived("segment/zstd-3/1.5.7-6", input.digest())).isEmpty();
    store.put("y", OTHER);
    assertThat(store.derived("segment/zstd-3/1.5.7-6", input.digest())).contains(output);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"mediaType\":\"y\",\"digest\":\"sha256:1\",\"size\":1}",
        "{\"mediaType\":\"y\",\"size\":-1}"
      })
  void forgetsANote_thatIsDamaged(String text) throws Exception {
    Descriptor input = store.put("x", CONTENT);
    store.derive("r", input.digest(), input);
    Files.writeString(directory.resolve("blobs/derived/r/" + input.digest().hex()), text);
    assertThat(store.derived("r", input.digest())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "../x", "a/../b", "a//b", "/a", "a/", ".tmp", "a b"})
  void refusesARecipe_thatIsNoPlainPath(String recipe) throws Exception {
    Descriptor input = store.put("x", CONTENT);
    assertThatThrownBy(() -> store.derive(recipe, input.digest(), input))
        .isInstanceOf(IllegalArgumentException.class);
    try (Stream<Path> files = Files.walk(directory)) {
      assertThat(files.filter(Files::isRegularFile)).hasSize(1);
    }
  }
}
