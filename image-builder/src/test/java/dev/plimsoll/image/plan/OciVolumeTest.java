package dev.plimsoll.image.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.BuildRequest.LockMode;
import dev.plimsoll.image.ImageBuilder;
import dev.plimsoll.image.output.TarOutput;
import dev.plimsoll.image.store.DirectoryContentStore;
import dev.plimsoll.image.testing.Builds;
import dev.plimsoll.image.testing.Commands;
import dev.plimsoll.image.testing.ImageLayout;
import dev.plimsoll.image.testing.RawTar;
import dev.plimsoll.image.testing.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A volume of {@code format: oci}, from the specification to the files of the root. */
class OciVolumeTest {
  private static final String LOWER = "root/containers/volumes/cache/lower";

  @TempDir Path directory;
  private DirectoryContentStore store;
  private Builds builds;
  private ImageLayout.Blob image;

  @BeforeEach
  void setUp() throws IOException {
    store = DirectoryContentStore.open(directory.resolve("blobs"));
    builds = new Builds(directory, store);
    byte[] lower = new RawTar().directory("etc/").file("etc/one", "1").bytes();
    byte[] upper = new RawTar().directory("etc/").file("etc/two", "22").bytes();
    ImageLayout layout = new ImageLayout(directory.resolve("packed"));
    image = layout.packed(List.of(lower, upper), List.of(Digest.of(lower), Digest.of(upper)));
    layout.tag("v1", image);
  }

  private void build(String more) throws Exception {
    String volume =
        """
        volumes:
          - name: cache
            image: oci:packed:v1
            format: oci
        """
            + more;
    new ImageBuilder(store, directory.resolve("work"))
        .write(
            builds.request(Builds.SPEC + volume, LockMode.ADD),
            List.of(new TarOutput()),
            directory.resolve("out"));
    Files.createDirectories(directory.resolve("root"));
    Commands.Result tar =
        Commands.run(
            directory,
            List.of("tar", "--warning=no-unknown-keyword", "-C", "root", "-xf", "out/test.tar"));
    assertThat(tar.status()).as(tar.out()).isZero();
  }

  @Test
  void isTheImageAsItWasPublished_forSkopeo() throws Exception {
    Tools.require("tar", "skopeo");
    build("    platforms: [linux/amd64]\n");
    Path blobs = directory.resolve(LOWER + "/blobs/sha256");
    try (var source = Files.list(directory.resolve("packed/blobs/sha256"))) {
      for (Path blob : source.toList()) {
        assertThat(blobs.resolve(blob.getFileName())).hasSameBinaryContentAs(blob);
      }
    }
    try (var held = Files.list(blobs)) {
      assertThat(held).hasSize(4);
    }
    assertThat(directory.resolve("root/containers/volumes/cache/merged")).isEmptyDirectory();
    Commands.Result raw = Commands.run(directory, "skopeo", "inspect", "--raw", "oci:" + LOWER);
    assertThat(raw.status()).as(raw.out()).isZero();
    assertThat(dev.plimsoll.formats.Bytes.ofUtf8(raw.out()).digest()).isEqualTo(image.digest());
    Commands.Result copy =
        Commands.run(directory, "skopeo", "copy", "oci:" + LOWER, "oci:copied:v1");
    assertThat(copy.status()).as(copy.out()).isZero();
  }

  @Test
  void unpacksToTheFilesOfAllLayers_forUmoci() throws Exception {
    Tools.require("tar", "umoci", "skopeo");
    Tools.skipUnless(System.getProperty("user.name", "").equals("root"), "umoci unpack needs root");
    build("");
    Commands.Result copy =
        Commands.run(directory, "skopeo", "copy", "oci:" + LOWER, "oci:copied:v1");
    assertThat(copy.status()).as(copy.out()).isZero();
    Commands.Result unpack =
        Commands.run(directory, "umoci", "unpack", "--image", "copied:v1", "bundle");
    assertThat(unpack.status()).as(unpack.out()).isZero();
    assertThat(directory.resolve("bundle/rootfs/etc/one")).hasContent("1");
    assertThat(directory.resolve("bundle/rootfs/etc/two")).hasContent("22");
  }

  @Test
  void refusesAPlatform_thatItDoesNotHold() {
    assertThatThrownBy(() -> build("    platforms: [linux/amd64, linux/arm64]\n"))
        .isInstanceOf(FormatException.class)
        .hasMessage(
            "image.yml:23:30: volumes: \"linux/arm64\" is not available; a volume holds the"
                + " platform that is built for, linux/amd64");
  }
}
