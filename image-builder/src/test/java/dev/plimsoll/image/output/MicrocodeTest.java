package dev.plimsoll.image.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.image.BuildRequest.LockMode;
import dev.plimsoll.image.ImageBuilder;
import dev.plimsoll.image.layer.Attributes;
import dev.plimsoll.image.layer.Content;
import dev.plimsoll.image.layer.Node.RegularFile;
import dev.plimsoll.image.layer.TreeBuilder;
import dev.plimsoll.image.source.ImageConfig;
import dev.plimsoll.image.store.DirectoryContentStore;
import dev.plimsoll.image.testing.Builds;
import dev.plimsoll.image.testing.Commands;
import dev.plimsoll.image.testing.FakeKernel;
import dev.plimsoll.image.testing.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kernel: ucode:} in what a boot loader is given (Linux, early_userspace_support.rst). */
class MicrocodeTest {
  private static final String NAME = "kernel/x86/microcode/GenuineIntel.bin";
  private static final String KERNEL =
      """
      kernel:
        image: oci:linux
        cmdline: quiet
        ucode: intel-ucode.cpio
        tar: none
      """;

  @TempDir Path directory;
  private DirectoryContentStore store;
  private Builds builds;
  private byte[] microcode = {};

  @BeforeEach
  void setUp() throws Exception {
    Tools.require("cpio", "zstd");
    store = DirectoryContentStore.open(directory.resolve("blobs"));
    builds = new Builds(directory, store);
    Path file = directory.resolve("early/" + NAME);
    Files.createDirectories(directory.resolve("early/kernel/x86/microcode"));
    Files.writeString(file, "microcode of a processor");
    Files.writeString(directory.resolve("early/list"), NAME + "\n");
    Commands.Result cpio =
        Commands.run(
            directory.resolve("early"),
            "sh",
            "-c",
            "cpio -o -H newc --quiet < list > ../intel-ucode.cpio");
    assertThat(cpio.status()).as(cpio.out()).isZero();
    microcode = Files.readAllBytes(directory.resolve("intel-ucode.cpio"));
    TreeBuilder kernel = new TreeBuilder();
    kernel.add("kernel", file(FakeKernel.bzImage(FakeKernel.RELEASE)), "t");
    kernel.add("intel-ucode.cpio", file(microcode), "t");
    OciLayoutWriter.in(directory.resolve("linux"))
        .writeImage(kernel.build(), ImageConfig.NONE, "latest");
  }

  private static RegularFile file(byte[] content) {
    return new RegularFile(Attributes.generated(0644), new Content.Inline(Bytes.copyOf(content)));
  }

  private void write(InitramfsOptions options, String... formats) throws Exception {
    String spec = KERNEL + Builds.SPEC.substring(Builds.SPEC.indexOf("init:"));
    new ImageBuilder(store, directory.resolve("work"))
        .write(
            builds.request(spec, LockMode.ADD),
            Outputs.of(store, options).select(List.of(formats)),
            directory.resolve("out"));
  }

  private String list(Path archive) throws IOException, InterruptedException {
    Commands.Result list =
        Commands.run(directory, "cpio", "-t", "--quiet", "-F", archive.toString());
    assertThat(list.status()).as(list.out()).isZero();
    return list.out();
  }

  @Test
  void isFirstAndUncompressed_inTheInitrd_andTheRootFollows() throws Exception {
    write(InitramfsOptions.DEFAULT, "kernel+initrd");
    Path initrd = directory.resolve("out/test-initrd.img");
    byte[] bytes = Files.readAllBytes(initrd);
    assertThat(Arrays.copyOf(bytes, microcode.length)).isEqualTo(microcode);
    assertThat(list(initrd)).isEqualTo(NAME + "\n");
    assertThat(
            Commands.run(
                    directory,
                    "cpio",
                    "-i",
                    "--quiet",
                    "--to-stdout",
                    "-F",
                    initrd.toString(),
                    NAME)
                .out())
        .isEqualTo("microcode of a processor");
    Path rest = directory.resolve("rest.cpio.zst");
    Files.write(rest, Arrays.copyOfRange(bytes, microcode.length, bytes.length));
    assertThat(Commands.run(directory, "zstd", "-qd", rest.toString()).status()).isZero();
    assertThat(list(directory.resolve("rest.cpio"))).contains("bin/busybox\n");
  }

  @Test
  void isAFileOfItsOwn_whereTheBootLoaderJoinsThem() throws Exception {
    Tools.require("tar");
    write(InitramfsOptions.DEFAULT, "tar", "tar-kernel-initrd");
    Files.createDirectory(directory.resolve("x"));
    Commands.run(
        directory,
        "tar",
        "-C",
        "x",
        "--warning=no-unknown-keyword",
        "-xf",
        "out/test.tar",
        "boot/ucode.cpio");
    Commands.run(directory, "tar", "-C", "x", "-xf", "out/test-initrd.tar");
    assertThat(directory.resolve("x/boot/ucode.cpio")).hasBinaryContent(microcode);
    assertThat(directory.resolve("x/ucode.cpio")).hasBinaryContent(microcode);
  }
}
