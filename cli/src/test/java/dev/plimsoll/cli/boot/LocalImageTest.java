package dev.plimsoll.cli.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.formats.Bytes;
import dev.plimsoll.image.layer.Attributes;
import dev.plimsoll.image.layer.Content;
import dev.plimsoll.image.layer.Node.RegularFile;
import dev.plimsoll.image.layer.TreeBuilder;
import dev.plimsoll.image.output.TarWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LocalImageTest {
  @TempDir Path folder;

  private Path write(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  private LocalImage find(String name) throws Exception {
    return LocalImage.find(folder.resolve(name), folder);
  }

  @Test
  void kernelAndInitrd_areFoundByTheNameAndByEveryFile() throws Exception {
    Path kernel = write("web-kernel", "k");
    Path initrd = write("web-initrd.img", "i");
    write("web-cmdline", "console=ttyS0 quiet\n");
    LocalImage wanted =
        new LocalImage(kernel, List.of(initrd), Optional.empty(), "console=ttyS0 quiet");
    for (String name : List.of("web", "web-kernel", "web-initrd.img", "web-cmdline")) {
      assertThat(find(name)).as(name).isEqualTo(wanted);
    }
  }

  @Test
  void rootsOnDisks_comeWithTheirStage1() throws Exception {
    Path kernel = write("web-kernel", "k");
    write("web-cmdline", "quiet");
    write("web-verity-cmdline", "quiet plimsoll.roothash=ab");
    for (String form : List.of("squashfs", "erofs", "verity")) {
      Path root = write("web-" + form + ".img", form);
      Path stage1 = write("web-" + form + "-initrd.img", form);
      assertThat(find("web-" + form + ".img"))
          .isEqualTo(
              new LocalImage(
                  kernel,
                  List.of(stage1),
                  Optional.of(root),
                  form.equals("verity") ? "quiet plimsoll.roothash=ab" : "quiet"));
    }
  }

  @Test
  void squashfsWithoutStage1_isLeftToTheKernel() throws Exception {
    write("web-kernel", "k");
    write("web-cmdline", "root=/dev/vda");
    write("web-squashfs.img", "r");
    assertThat(find("web").initramfs()).isEmpty();
  }

  @Test
  void severalFormats_areNamedAndNotGuessed() throws Exception {
    write("web-kernel", "k");
    write("web-cmdline", "");
    write("web-squashfs.img", "r");
    write("web-initrd.img", "i");
    assertThatThrownBy(() -> find("web"))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("name one: web-initrd.img, web-squashfs.img");
  }

  @Test
  void missingImageAndMissingFile_areOneLineEach() throws Exception {
    assertThatThrownBy(() -> find("web"))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("there is none of web-initrd.img, web-squashfs.img");
    write("web-initrd.img", "i");
    assertThatThrownBy(() -> find("web"))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("lacks its file")
        .hasMessageContaining("web-kernel");
  }

  @Test
  void archive_isUnpacked_microcodeFirst() throws Exception {
    TreeBuilder tree = new TreeBuilder();
    for (String name : List.of("kernel", "initrd.img", "cmdline", "ucode.cpio")) {
      tree.add(
          name,
          new RegularFile(
              Attributes.generated(0644), new Content.Inline(Bytes.ofUtf8("the " + name))),
          "test");
    }
    try (OutputStream out = Files.newOutputStream(folder.resolve("web-initrd.tar"))) {
      TarWriter.write(tree.build(), out);
    }
    LocalImage image = find("web");
    assertThat(image.commandLine()).isEqualTo("the cmdline");
    assertThat(image.kernel()).hasContent("the kernel");
    assertThat(image.initramfs()).hasSize(2);
    assertThat(image.initramfs().getFirst()).hasContent("the ucode.cpio");
    assertThat(image.initramfs().getLast()).hasContent("the initrd.img");
  }

  @Test
  void commandLine_getsAConsole_andWhatIsAppended() throws Exception {
    LocalImage image = new LocalImage(folder, List.of(), Optional.empty(), "quiet");
    Machine arm = new Machine(Board.ARM64, 512, 2);
    assertThat(image.on(arm, "panic=1", Optional.of(Duration.ofSeconds(9))).commandLine())
        .isEqualTo("quiet console=ttyAMA0 panic=1");
    LocalImage told = new LocalImage(folder, List.of(), Optional.empty(), "console=tty1");
    assertThat(told.on(arm, "", Optional.empty()).commandLine()).isEqualTo("console=tty1");
  }

  @Test
  void commandLineThatTheKernelWouldCut_isTheUsersMistake() {
    LocalImage image = new LocalImage(folder, List.of(), Optional.empty(), "x".repeat(2048));
    assertThatThrownBy(() -> image.on(Machine.SMALL, "", Optional.empty()))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("the limit is 2047");
  }

  @Test
  void boards_areKnownByTheKernelsHeader() throws Exception {
    assertThat(Board.of(kernel(0x202, "HdrS"))).isEqualTo(Board.X86_64);
    assertThat(Board.of(kernel(0x38, "ARMd"))).isEqualTo(Board.ARM64);
    assertThat(Board.of(kernel(0x30, "RISCV"))).isEqualTo(Board.RISCV64);
    assertThatThrownBy(() -> Board.of(kernel(0, "MZ"))).isInstanceOf(CommandFailure.class);
    assertThatThrownBy(() -> Board.of(write("empty", ""))).isInstanceOf(CommandFailure.class);
  }

  private Path kernel(int at, String magic) throws IOException {
    byte[] head = new byte[0x400];
    byte[] bytes = magic.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, head, at, bytes.length);
    return Files.write(folder.resolve("k"), head);
  }

  @Test
  void panic_isNoPowerOff() {
    assertThat(LocalBoot.poweredOff(new BootOutcome.Died(0, "reboot: Power down"))).isTrue();
    assertThat(LocalBoot.poweredOff(new BootOutcome.Died(1, "qemu: no"))).isFalse();
    assertThat(LocalBoot.poweredOff(new BootOutcome.Died(0, "Kernel panic - not syncing: VFS")))
        .isFalse();
  }
}
