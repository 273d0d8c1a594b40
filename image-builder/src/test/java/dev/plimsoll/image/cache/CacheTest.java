package dev.plimsoll.image.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.image.BuildRequest.LockMode;
import dev.plimsoll.image.ImageBuilder;
import dev.plimsoll.image.output.InitramfsOptions;
import dev.plimsoll.image.output.Outputs;
import dev.plimsoll.image.source.LockText;
import dev.plimsoll.image.store.DigestMismatchException;
import dev.plimsoll.image.store.DirectoryContentStore;
import dev.plimsoll.image.store.StoreDirectory;
import dev.plimsoll.image.testing.Builds;
import dev.plimsoll.image.testing.Commands;
import dev.plimsoll.image.testing.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Into an air gap and back, and what stays after a prune. */
class CacheTest {
  @TempDir Path directory;
  private DirectoryContentStore store;
  private StoreDirectory files;
  private Builds builds;
  private LockText lock;

  @BeforeEach
  void setUp() throws Exception {
    store = DirectoryContentStore.open(directory.resolve("blobs"));
    files = new StoreDirectory(directory.resolve("blobs"));
    builds = new Builds(directory, store);
    build(store);
    lock = LockText.load(builds.lockFile());
  }

  private void build(DirectoryContentStore into) throws Exception {
    build(into, LockMode.ADD);
  }

  private void build(DirectoryContentStore into, LockMode mode) throws Exception {
    new ImageBuilder(into, directory.resolve("work"))
        .write(
            builds.request(Builds.SPEC, mode),
            Outputs.of(into, InitramfsOptions.DEFAULT).select(List.of("tar")),
            Files.createTempDirectory(directory, "out-"));
  }

  private Set<Digest> digests() throws IOException {
    return files.blobs().stream().map(StoreDirectory.Blob::digest).collect(Collectors.toSet());
  }

  @Test
  void carriesEverything_intoAnEmptyStore_asTarOrDirectory() throws Exception {
    for (String target : List.of("cache.tar", "cache")) {
      Path carried = directory.resolve(target);
      CacheArchive.export(lock, store, carried);
      DirectoryContentStore other =
          DirectoryContentStore.open(directory.resolve("other-" + target));
      CacheArchive.Imported brought =
          CacheArchive.importFrom(carried, other, directory.resolve("work"));
      assertThat(brought.blobs()).isPositive();
      for (Digest root : Reach.roots(lock)) {
        assertThat(other.findVerified(root)).isRegularFile();
      }
      build(other, LockMode.LOCKED);
      assertThat(CacheArchive.importFrom(carried, other, directory.resolve("work")).blobs())
          .isZero();
    }
  }

  @Test
  void exportsTheSameBytes_whateverElseTheStoreHas() throws Exception {
    CacheArchive.export(lock, store, directory.resolve("a.tar"));
    store.put("x", Bytes.ofUtf8("something else"));
    CacheArchive.export(lock, store, directory.resolve("b.tar"));
    assertThat(directory.resolve("a.tar")).hasSameBinaryContentAs(directory.resolve("b.tar"));
  }

  @Test
  void exportIsALayout_thatSkopeoReads() throws Exception {
    Tools.require("skopeo");
    CacheArchive.export(lock, store, directory.resolve("cache"));
    Commands.Result result =
        Commands.run(directory, "skopeo", "copy", "oci:cache:oci:web", "dir:copied");
    assertThat(result.status()).as(result.out()).isZero();
  }

  @Test
  void exportsNothing_whenSomethingIsMissing() throws Exception {
    Digest archive = Reach.roots(lock).iterator().next();
    Files.delete(store.find(archive).orElseThrow());
    assertThatThrownBy(() -> CacheArchive.export(lock, store, directory.resolve("a.tar")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the store has not " + archive);
    assertThat(directory.resolve("a.tar")).doesNotExist();
  }

  @Test
  void importsNothing_whenOneBlobIsDamaged() throws Exception {
    CacheArchive.export(lock, store, directory.resolve("cache"));
    Path blob;
    try (Stream<Path> blobs = Files.list(directory.resolve("cache/blobs/sha256"))) {
      blob = blobs.sorted().toList().getLast();
    }
    byte[] bytes = Files.readAllBytes(blob);
    bytes[0] ^= 1;
    Files.write(blob, bytes);
    DirectoryContentStore other = DirectoryContentStore.open(directory.resolve("other"));
    assertThatThrownBy(() -> CacheArchive.importFrom(directory.resolve("cache"), other, directory))
        .isInstanceOf(DigestMismatchException.class)
        .hasMessageContaining("cache: blobs/sha256/" + blob.getFileName());
    assertThat(new StoreDirectory(directory.resolve("other")).blobs()).isEmpty();
  }

  @Test
  void lists_whatBuildsTook() throws Exception {
    CacheList list = CacheList.of(store, files);
    assertThat(list.components())
        .extracting(CacheList.Component::what)
        .contains("deb:busybox-static linux/amd64", "oci:web linux/amd64");
    assertThat(list.components()).allMatch(c -> c.bytes() > 0);
    assertThat(list.bytes())
        .isEqualTo(files.blobs().stream().mapToLong(StoreDirectory.Blob::size).sum());
  }

  private CachePrune plan(List<LockText> locks, Optional<Duration> unusedFor, Instant now)
      throws IOException {
    return CachePrune.plan(store, files, locks, unusedFor, now);
  }

  @Test
  void keepsWhatALockNames_andWhatWasMadeOfIt() throws Exception {
    Digest junk = store.put("x", Bytes.ofUtf8("junk")).digest();
    Set<Digest> before = digests();
    CachePrune plan = plan(List.of(lock), Optional.empty(), Instant.now());
    assertThat(plan.blobs()).extracting(StoreDirectory.Blob::digest).contains(junk);
    assertThat(digests()).isEqualTo(before);
    plan.remove(files);
    assertThat(digests()).containsAll(Reach.roots(lock)).doesNotContain(junk);
    for (StoreDirectory.Note note : files.notes()) {
      assertThat(digests()).contains(note.output());
    }
    build(store);
  }

  @Test
  void removesAll_whenNoLockNamesIt() throws Exception {
    plan(List.of(new LockText(Map.of())), Optional.empty(), Instant.now()).remove(files);
    assertThat(files.blobs()).isEmpty();
    assertThat(files.notes()).isEmpty();
    assertThat(files.uses()).isEmpty();
  }

  @Test
  void keepsWhatWasUsedLately() throws Exception {
    Instant later = Instant.now().plus(Duration.ofDays(10));
    assertThat(plan(List.of(), Optional.of(Duration.ofDays(20)), later).blobs()).isEmpty();
    assertThat(plan(List.of(), Optional.of(Duration.ofDays(5)), later).blobs())
        .hasSameSizeAs(files.blobs());
    assertThat(plan(List.of(lock), Optional.of(Duration.ofDays(5)), later).blobs())
        .extracting(StoreDirectory.Blob::digest)
        .doesNotContainAnyElementsOf(Reach.roots(lock));
  }
}
