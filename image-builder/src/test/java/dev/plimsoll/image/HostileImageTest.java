package dev.plimsoll.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.BuildRequest.LockMode;
import dev.plimsoll.image.layer.LayerException;
import dev.plimsoll.image.output.InitramfsOptions;
import dev.plimsoll.image.output.Output;
import dev.plimsoll.image.output.OutputFiles;
import dev.plimsoll.image.output.Outputs;
import dev.plimsoll.image.plan.BuildPlan;
import dev.plimsoll.image.store.DigestMismatchException;
import dev.plimsoll.image.store.DirectoryContentStore;
import dev.plimsoll.image.testing.Commands;
import dev.plimsoll.image.testing.ImageLayout;
import dev.plimsoll.image.testing.RawTar;
import dev.plimsoll.image.testing.Tools;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a build leaves in store and folder when something is wrong with an image, or the disk. */
final class HostileImageTest {
  private static final byte[] GOOD = new RawTar().file("etc/good", "good").bytes();
  private static final byte[] ESCAPE = new RawTar().file("../escape", "bad").bytes();

  @TempDir Path folder;
  private DirectoryContentStore store;
  private ImageLayout layout;

  @BeforeEach
  void open() throws IOException {
    store = DirectoryContentStore.open(folder.resolve("store"));
    layout = new ImageLayout(folder.resolve("web"));
  }

  private BuildRequest request(String spec) {
    return new BuildRequest(
        "test",
        List.of(new BuildRequest.Spec("image.yml", Bytes.ofUtf8(spec))),
        folder,
        folder.resolve("plimsoll.lock"),
        LockMode.ADD,
        Optional.empty());
  }

  private void build(String spec, List<Output> outputs) throws IOException, FormatException {
    new ImageBuilder(store, folder.resolve("work")).write(request(spec), outputs, out());
  }

  private Path out() {
    return folder.resolve("out");
  }

  private List<Output> format(String name) throws FormatException {
    return Outputs.of(store, InitramfsOptions.DEFAULT).select(List.of(name));
  }

  private SortedMap<String, Digest> files(String place) throws IOException {
    SortedMap<String, Digest> found = new TreeMap<>();
    if (!Files.isDirectory(folder.resolve(place))) {
      return found;
    }
    try (Stream<Path> files = Files.walk(folder.resolve(place))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        found.put(folder.relativize(file).toString(), Digest.of(Files.readAllBytes(file)));
      }
    }
    return found;
  }

  @Test
  void hostileLayer_leavesWithItsImage_whatWasThereStays() throws Exception {
    layout.tag("good", layout.packed(List.of(GOOD), List.of(Digest.of(GOOD))));
    layout.tag(
        "bad", layout.packed(List.of(GOOD, ESCAPE), List.of(Digest.of(GOOD), Digest.of(ESCAPE))));
    layout.tag("lie", layout.packed(List.of(ESCAPE), List.of(Digest.of(GOOD))));
    for (String bad : List.of("bad", "lie")) {
      assertThatThrownBy(() -> build("init: [\"oci:web:" + bad + "\"]\n", format("tar")))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("image.yml:1:8: ");
      assertThat(files("store")).as(bad).isEmpty();
    }

    build("init: [\"oci:web:good\"]\n", format("tar"));
    SortedMap<String, Digest> before = files("store");
    assertThat(before).isNotEmpty();
    for (String bad : List.of("bad", "lie")) {
      assertThatThrownBy(() -> build("init: [\"oci:web:" + bad + "\"]\n", format("tar")))
          .isInstanceOf(IOException.class);
      assertThat(files("store")).as(bad).isEqualTo(before);
    }
  }

  @Test
  void hostileImageBesideGoodOnes_leavesAlone() throws Exception {
    layout.tag("good", layout.packed(List.of(GOOD), List.of(Digest.of(GOOD))));
    layout.tag(
        "bad", layout.packed(List.of(GOOD, ESCAPE), List.of(Digest.of(GOOD), Digest.of(ESCAPE))));
    String both = "init: [\"oci:web:good\", \"oci:web:bad\"]\n";
    assertThatThrownBy(() -> build(both, format("tar")))
        .isInstanceOf(LayerException.class)
        .hasMessageContaining("../escape");
    assertThat(files("store").keySet()).noneMatch(f -> f.endsWith(Digest.of(ESCAPE).hex()));
  }

  @Test
  void indexesWithinIndexes_andHugeManifests_leaveNothing() throws Exception {
    ImageLayout.Blob document = layout.packed(List.of(GOOD), List.of(Digest.of(GOOD)));
    for (int depth = 0; depth < 5; depth++) {
      document =
          layout.index(
              "{\"schemaVersion\":2,\"n\":"
                  + depth
                  + ",\"manifests\":["
                  + document.entry("linux/amd64")
                  + "]}");
    }
    layout.tag("deep", document);
    layout.tag("huge", layout.index("{\"x\":\"" + "a".repeat(5 << 20) + "\"}"));
    assertThatThrownBy(() -> build("init: [\"oci:web:deep\"]\n", format("tar")))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("image.yml:1:8: ")
        .hasMessageContaining("more than 3 deep");
    assertThatThrownBy(() -> build("init: [\"oci:web:huge\"]\n", format("tar")))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("image.yml:1:8: ")
        .hasMessageContaining("the limit is 4194304");
    assertThat(files("store")).isEmpty();
  }

  /** Writes into a layer's file after the plan was made, as nobody should. */
  private record Meddler(Path file, byte[] bytes) implements Output {
    @Override
    public String format() {
      return "meddler";
    }

    @Override
    public void check(BuildPlan plan) throws IOException {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.write(ByteBuffer.wrap(bytes), 512);
      }
    }

    @Override
    public void write(BuildPlan plan, OutputFiles files) {}
  }

  @Test
  void changedWhileItIsWritten_isNoticed_andNothingGetsAName() throws Exception {
    layout.tag("good", layout.packed(List.of(GOOD), List.of(Digest.of(GOOD))));
    build("init: [\"oci:web:good\"]\n", format("tar"));
    SortedMap<String, Digest> written = files("out");
    Path plain = folder.resolve("store/sha256").resolve(Digest.of(GOOD).hex());
    List<Output> outputs = new ArrayList<>(format("tar"));
    outputs.add(new Meddler(plain, new byte[] {'b', 'a', 'd', '!'}));

    assertThatThrownBy(() -> build("init: [\"oci:web:good\"]\n", outputs))
        .isInstanceOf(DigestMismatchException.class)
        .hasMessageContaining("changed while it was written");
    assertThat(files("out")).isEqualTo(written);

    outputs.set(1, new Meddler(plain, "good".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    build("init: [\"oci:web:good\"]\n", outputs); // the same bytes again: another stamp, no change
    assertThat(files("out")).isEqualTo(written);
  }

  @Test
  void missingKernel_isTold_beforeAnythingIsFetched() throws Exception {
    for (String format : List.of("kernel+initrd", "tar-kernel-initrd", "kernel+erofs")) {
      assertThatThrownBy(() -> build("init: [\"oci:nowhere\"]\n", format(format)))
          .isInstanceOf(FormatException.class)
          .hasMessage("image.yml:1:1: no \"kernel: image:\"; " + format + " needs one");
    }
    assertThat(files("store")).isEmpty();
  }

  @Test
  void imageWithoutTheKernelFile_isLocated() throws Exception {
    layout.tag("good", layout.packed(List.of(GOOD), List.of(Digest.of(GOOD))));
    String spec = "kernel:\n  image: oci:web:good\ninit: [\"oci:nowhere\"]\n";
    assertThatThrownBy(() -> build(spec, format("kernel+initrd")))
        .isInstanceOf(LayerException.class)
        .hasMessageStartingWith("image.yml:2:10: ")
        .hasMessageContaining("holds no kernel");
  }

  @Test
  void smallDisk_isTold_beforeAByteIsWritten() throws Exception {
    Tools.skipUnless(System.getProperty("user.name", "").equals("root"), "mounting needs root");
    byte[] large = new RawTar().program("large", new byte[1 << 20]).bytes();
    layout.tag("large", layout.packed(List.of(large), List.of(Digest.of(large))));
    Files.createDirectories(out());
    Commands.Result mount =
        Commands.run(folder, "mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", "out");
    Assumptions.assumeTrue(mount.status() == 0, "this machine does not let us mount");
    try {
      assertThatThrownBy(() -> build("init: [\"oci:web:large\"]\n", format("tar")))
          .isInstanceOf(IOException.class)
          .hasMessageMatching(
              "outputs of at least \\d+ bytes do not fit into .*, which has \\d+ bytes free");
      assertThat(files("out")).isEmpty();
    } finally {
      Commands.run(folder, "umount", "out");
    }
  }
}
