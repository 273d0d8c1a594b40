package dev.plimsoll.interop.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.cli.boot.TamperedDisk;
import dev.plimsoll.formats.Bytes;
import dev.plimsoll.image.Architecture;
import dev.plimsoll.image.BuildRequest;
import dev.plimsoll.image.BuildRequest.LockMode;
import dev.plimsoll.image.ImageBuilder;
import dev.plimsoll.image.PackageImage;
import dev.plimsoll.image.output.InitramfsCompression;
import dev.plimsoll.image.output.InitramfsOptions;
import dev.plimsoll.image.output.LostXattrs;
import dev.plimsoll.image.output.Outputs;
import dev.plimsoll.image.source.SourceOptions;
import dev.plimsoll.image.store.DirectoryContentStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The example in every format that a kernel can be started with, started. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OutputsBootTest {
  private static final PackageImage CONTAINER =
      new PackageImage(
          "deb:busybox-static",
          List.of("bin/busybox"),
          List.of("/bin/busybox", "uname", "-a"),
          "latest");
  private static final String RAN = "SERVICE-EXIT uname 0";

  private Optional<Path> folder = Optional.empty();

  @BeforeAll
  void build(@TempDir Path temporary) throws Exception {
    Required.machines();
    folder = Optional.of(temporary);
    DirectoryContentStore store = DirectoryContentStore.open(temporary.resolve("blobs"));
    Path sources = Files.createDirectories(temporary.resolve("sources"));
    Path work = temporary.resolve("work");
    Path lock = sources.resolve("plimsoll.lock");
    CONTAINER.write(sources.resolve("service"), store, work, lock, LockMode.ADD);
    BuildRequest request =
        new BuildRequest(
            "demo",
            List.of(new BuildRequest.Spec("image.yml", Bytes.ofUtf8(BootLab.example()))),
            sources,
            lock,
            LockMode.ADD,
            Optional.empty(),
            Architecture.AMD64,
            SourceOptions.DEFAULT);
    ImageBuilder builder = new ImageBuilder(store, work);
    builder.write(
        request,
        Outputs.of(store, InitramfsOptions.DEFAULT)
            .select(List.of("kernel+initrd", "kernel+squashfs", "kernel+erofs", "verity")),
        temporary.resolve("out"));
    builder.write(
        request,
        Outputs.of(store, new InitramfsOptions(InitramfsCompression.GZIP, LostXattrs.REFUSE))
            .select(List.of("kernel+initrd")),
        temporary.resolve("gzip"));
  }

  private Path file(String suffix) {
    return folder.orElseThrow().resolve("out/demo" + suffix);
  }

  private String boot(String form, Optional<Path> disk) throws Exception {
    return Guest.console(
        file("-kernel"), file(form + "-initrd.img"), Files.readString(file("-cmdline")), disk);
  }

  private String bootVerity(String commandLine, Path disk) throws Exception {
    return Guest.console(
        file("-kernel"), file("-verity-initrd.img"), commandLine, Optional.of(disk));
  }

  @Test
  void initrd_runsTheService() throws Exception {
    assertThat(boot("", Optional.empty())).contains(RAN);
  }

  @Test
  void gzipInitrd_runsTheService() throws Exception {
    Path gzip = folder.orElseThrow().resolve("gzip");
    assertThat(
            Guest.console(
                gzip.resolve("demo-kernel"),
                gzip.resolve("demo-initrd.img"),
                Files.readString(gzip.resolve("demo-cmdline")),
                Optional.empty()))
        .contains(RAN);
  }

  @Test
  void squashfs_runsTheService() throws Exception {
    assertThat(boot("-squashfs", Optional.of(file("-squashfs.img")))).contains(RAN);
  }

  @Test
  void erofs_runsTheService() throws Exception {
    assertThat(boot("-erofs", Optional.of(file("-erofs.img")))).contains(RAN);
  }

  @Test
  void verity_runsTheService() throws Exception {
    String hash = Files.readString(file("-verity-roothash")).strip();
    String commandLine = Files.readString(file("-verity-cmdline"));
    assertThat(commandLine).contains("plimsoll.roothash=" + hash);
    assertThat(bootVerity(commandLine, file("-verity.img")))
        .contains("BOOT-ALLOWED open-only " + hash, RAN);
  }

  @Test
  void verityWithOneFlippedBit_isRefused() throws Exception {
    Path disk =
        TamperedDisk.copy(
            file("-verity.img"),
            folder.orElseThrow().resolve("flipped"),
            Files.size(file("-verity.img")) / 2);
    assertThat(bootVerity(Files.readString(file("-verity-cmdline")), disk))
        .contains("BOOT-REFUSED root-corrupt")
        .doesNotContain("BOOT-ALLOWED", RAN);
  }

  @Test
  void verityWithAnotherRootHash_isRefused() throws Exception {
    String hash = Files.readString(file("-verity-roothash")).strip();
    String other = (hash.startsWith("0") ? "1" : "0") + hash.substring(1);
    String commandLine = Files.readString(file("-verity-cmdline")).replace(hash, other);
    assertThat(bootVerity(commandLine, file("-verity.img")))
        .contains("BOOT-REFUSED root-corrupt")
        .doesNotContain("BOOT-ALLOWED", RAN);
  }
}
