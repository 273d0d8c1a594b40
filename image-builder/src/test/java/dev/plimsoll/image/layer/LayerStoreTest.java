package dev.plimsoll.image.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.image.MediaTypes;
import dev.plimsoll.image.progress.Progress;
import dev.plimsoll.image.store.DigestMismatchException;
import dev.plimsoll.image.store.DirectoryContentStore;
import dev.plimsoll.image.testing.FakeKernel;
import dev.plimsoll.image.testing.RawTar;
import dev.plimsoll.image.testing.RecordedProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LayerStoreTest {
  private static final String WHAT = "image.yml:4:10: oci:bad, layer 2: ";
  private static final byte[] TAR =
      new RawTar().directory("etc").file("etc/motd", "hello").file("top", "x").bytes();

  @TempDir Path directory;
  private DirectoryContentStore store;
  private LayerStore layers;

  @BeforeEach
  void open() throws IOException {
    store = DirectoryContentStore.open(directory);
    long heap = LayerLimits.DEFAULT.maxIndex();
    layers =
        new LayerStore(
            store,
            new LayerLimits(50, 200, 30, 1 << 20, 200, 1 << 17, 8, 1 << 17, heap, "the test"));
  }

  private Descriptor put(byte[] layer) throws IOException {
    return store.put(MediaTypes.COMPONENT_TAR_GZIP, Bytes.copyOf(layer));
  }

  private LayerIndex index(Descriptor blob, Optional<Digest> diffId, Progress progress)
      throws IOException {
    return layers.index(
        new LayerStore.Layer(blob, diffId, "image.yml:4:10", "oci:bad, layer 2"), progress);
  }

  private LayerIndex index(Descriptor blob) throws IOException {
    return index(blob, Optional.empty(), Progress.SILENT);
  }

  private static FileTree tree(LayerIndex index) throws IOException {
    return new Overlay().lay(index, "image.yml:4:10: oci:bad, layer 2").tree();
  }

  /** Every file below the store with its size. */
  private TreeMap<String, Long> listing() throws IOException {
    TreeMap<String, Long> found = new TreeMap<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        found.put(directory.relativize(file).toString(), Files.size(file));
      }
    }
    return found;
  }

  private Path file(Digest digest) throws IOException {
    return store.find(digest).orElseThrow();
  }

  static List<HostileLayers.Hostile> hostiles() {
    return HostileLayers.all();
  }

  @ParameterizedTest
  @MethodSource("hostiles")
  void refusesPackedLayer_andLeavesTheStore(HostileLayers.Hostile hostile) throws IOException {
    refuses(put(FakeKernel.gzip(hostile.layer())), hostile.message());
  }

  @ParameterizedTest
  @MethodSource("hostiles")
  void refusesPlainLayer_andLeavesTheStore(HostileLayers.Hostile hostile) throws IOException {
    refuses(put(hostile.layer()), hostile.message());
  }

  private void refuses(Descriptor blob, String message) throws IOException {
    TreeMap<String, Long> before = listing();
    assertThatThrownBy(() -> tree(index(blob)))
        .isInstanceOf(LayerException.class)
        .hasMessageStartingWith(WHAT)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"))
        .hasMessage(WHAT + message.replace("the default", "the test"));
    TreeMap<String, Long> after = listing();
    after.keySet().removeIf(name -> !before.containsKey(name) && isUnpacked(name));
    assertThat(after).isEqualTo(before);
  }

  /** Where only the layers together are wrong, each of them was unpacked and is as it says. */
  private static boolean isUnpacked(String name) {
    return name.startsWith("sha256/") || name.startsWith("derived/");
  }

  @Test
  void leavesNothing_whenTheLayerItselfIsWrong() throws IOException {
    Descriptor blob = put(FakeKernel.gzip(new RawTar().file("../up", "x").bytes()));
    TreeMap<String, Long> before = listing();
    assertThatThrownBy(() -> index(blob)).isInstanceOf(LayerException.class);
    assertThat(listing()).isEqualTo(before);
  }

  @Test
  void unpacksOnce_andNeedsThePackedLayerNoMore() throws IOException {
    Descriptor packed = put(FakeKernel.gzip(TAR));
    FileTree first = tree(index(packed));
    assertThat(Files.readAllBytes(file(Digest.of(TAR)))).isEqualTo(TAR);
    assertThat(store.derived(LayerStore.RECIPE, packed.digest()).orElseThrow().digest())
        .isEqualTo(Digest.of(TAR));
    Files.delete(file(packed.digest()));
    LayerStore later = new LayerStore(store, LayerLimits.DEFAULT);
    FileTree second =
        tree(
            later.index(
                new LayerStore.Layer(packed, Optional.of(Digest.of(TAR)), "a", "b"),
                Progress.SILENT));
    for (FileTree tree : List.of(first, second)) {
      assertThat(tree.entries().keySet()).containsExactly("etc", "etc/motd", "top");
      assertThat(tree.findFile("etc/motd").orElseThrow().content().read(100).utf8())
          .isEqualTo("hello");
    }
  }

  @Test
  void readsOnceInAProcess_untilTheFileChanges() throws IOException {
    Descriptor plain = put(TAR);
    RecordedProgress progress = new RecordedProgress();
    LayerIndex first = index(plain, Optional.empty(), progress);
    assertThat(index(plain, Optional.empty(), progress)).isSameAs(first);
    assertThat(progress.entries()).hasSize(1);
    assertThat(progress.entries().getFirst().bytes()).isEqualTo(TAR.length);
    byte[] changed = TAR.clone();
    changed[600] ^= 1;
    Files.write(file(plain.digest()), changed);
    assertThatThrownBy(() -> index(plain))
        .isInstanceOf(DigestMismatchException.class)
        .hasMessageStartingWith(WHAT.substring(0, WHAT.length() - 2) + " in the content store");
  }

  @Test
  void noticesChange_whenTheChangeMakesTheArchiveMalformed() throws IOException {
    Descriptor plain = put(TAR);
    byte[] changed = TAR.clone();
    changed[0] ^= 1; // a name: the header's sum is wrong too
    Files.write(file(plain.digest()), changed);
    assertThatThrownBy(() -> index(plain)).isInstanceOf(DigestMismatchException.class);
  }

  @Test
  void unpacksAgain_whenTheUnpackedFileWasChanged() throws IOException {
    Descriptor packed = put(FakeKernel.gzip(TAR));
    index(packed);
    byte[] changed = TAR.clone();
    changed[600] ^= 1;
    Files.write(file(Digest.of(TAR)), changed);
    assertThat(tree(index(packed)).entries()).hasSize(3);
    assertThat(Files.readAllBytes(file(Digest.of(TAR)))).isEqualTo(TAR);
  }

  @Test
  void refusesLayer_whenThePackedBytesWereChanged() throws IOException {
    byte[] gzip = FakeKernel.gzip(TAR);
    Descriptor packed = put(gzip);
    byte[] changed = gzip.clone();
    changed[4] ^= 1; // the time in the header, which no decoder looks at
    Files.write(file(packed.digest()), changed);
    TreeMap<String, Long> before = listing();
    assertThatThrownBy(() -> index(packed)).isInstanceOf(DigestMismatchException.class);
    assertThat(listing()).isEqualTo(before);
  }

  @Test
  void refusesLayer_whenItsDiffIdIsAnother() throws IOException {
    Optional<Digest> other = Optional.of(Digest.of(new byte[0]));
    Descriptor packed = put(FakeKernel.gzip(TAR));
    Descriptor plain = put(TAR);
    TreeMap<String, Long> before = listing();
    for (Descriptor layer : List.of(packed, plain)) {
      assertThatThrownBy(() -> index(layer, other, Progress.SILENT))
          .isInstanceOf(DigestMismatchException.class)
          .hasMessageStartingWith("image.yml:4:10: oci:bad, layer 2, unpacked, has digest");
    }
    assertThat(listing()).isEqualTo(before);
    index(packed); // now a note says what it unpacks to
    assertThatThrownBy(() -> index(packed, other, Progress.SILENT))
        .isInstanceOf(DigestMismatchException.class);
  }

  @Test
  void refusesPackedLayer_whenCutAnywhere() throws IOException {
    byte[] gzip = FakeKernel.gzip(TAR);
    for (int length = 3; length < gzip.length; length += 7) {
      Descriptor cut = put(Arrays.copyOf(gzip, length));
      TreeMap<String, Long> before = listing();
      assertThatThrownBy(() -> index(cut))
          .as("cut at %d", length)
          .isInstanceOf(LayerException.class)
          .hasMessageStartingWith(WHAT + "is not intact: ");
      assertThat(listing()).isEqualTo(before);
    }
  }

  @Test
  void stopsAndLeavesNothing_whenInterrupted() throws IOException {
    Descriptor packed = put(FakeKernel.gzip(TAR));
    TreeMap<String, Long> before = listing();
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> index(packed)).isInstanceOf(IOException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(listing()).isEqualTo(before);
  }
}
