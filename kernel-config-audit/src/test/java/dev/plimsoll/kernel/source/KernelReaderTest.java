package dev.plimsoll.kernel.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.kernel.source.KernelContents.Kind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Images made from their headers' layouts, whole and broken. */
class KernelReaderTest {
  private static final byte[] KERNEL = Images.kernel(Images.CONFIG);

  private static void holdsConfig(KernelContents found, Kind kind) {
    assertThat(found.kind()).isEqualTo(kind);
    assertThat(found.config())
        .hasValueSatisfying(
            t -> {
              assertThat(t.bytes().utf8()).isEqualTo(Images.CONFIG);
              assertThat(t.where()).endsWith("!ikconfig");
            });
    assertThat(found.missing()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "BZIP2")
  void readsBzImage_ofEachCompression(Compression compression) throws Exception {
    KernelContents found = Images.read(Images.bzImage(Images.payload(KERNEL, compression)));
    holdsConfig(found, Kind.BZIMAGE);
    assertThat(found.release()).contains(Images.RELEASE);
    assertThat(found.arch()).contains("x86_64");
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "BZIP2")
  void readsArmZimage_ofEachCompression(Compression compression) throws Exception {
    byte[] image = Images.armZimage(Images.body(Images.CONFIG), compression);
    KernelContents found = Images.read(image);
    holdsConfig(found, Kind.ARM_ZIMAGE);
    assertThat(found.arch()).contains("arm");
    refused(Arrays.copyOf(image, image.length - 40), "arm zImage: its header says");
    byte[] damaged = image.clone();
    Arrays.fill(damaged, 0x200, 0x210, (byte) 0);
    refused(damaged, "arm zImage: nothing in it unpacks");
  }

  @ParameterizedTest
  @CsvSource({"GZIP,gzip", "XZ,xzkern", "LZMA,lzma", "LZ4,lz4", "LZO,lzo", "ZSTD,zstd22"})
  void readsZboot_ofEachType(Compression compression, String type) throws Exception {
    byte[] image = Images.rawImage("ARMd", Images.CONFIG);
    KernelContents found = Images.read(Images.zboot(image, compression, type));
    holdsConfig(found, Kind.ZBOOT);
    assertThat(found.release()).contains(Images.RELEASE);
    assertThat(found.arch()).contains("arm64");
  }

  @Test
  void readsZboot_whoseSizeCountsTheTrailerIn() throws Exception {
    byte[] image = Images.rawImage("ARMd", Images.CONFIG);
    byte[] zboot = Images.zboot(image, Compression.ZSTD, "zstd22");
    ByteBuffer b = ByteBuffer.wrap(zboot).order(ByteOrder.LITTLE_ENDIAN);
    b.putInt(12, b.getInt(12) + 4);
    holdsConfig(Images.read(zboot), Kind.ZBOOT);
  }

  @Test
  void readsRawImages_plainAndPacked() throws Exception {
    byte[] arm = Images.rawImage("ARMd", Images.CONFIG);
    holdsConfig(Images.read(arm), Kind.ARM64_IMAGE);
    KernelContents packed = Images.read(Images.gzip(arm));
    holdsConfig(packed, Kind.ARM64_IMAGE);
    assertThat(packed.arch()).contains("arm64");
    KernelContents riscv = Images.read(Images.rawImage("RSC\u0005", Images.CONFIG));
    holdsConfig(riscv, Kind.RISCV_IMAGE);
    assertThat(riscv.arch()).contains("riscv");
  }

  @ParameterizedTest
  @EnumSource(names = {"GZIP", "XZ", "ZSTD"})
  void readsModule_plainAndPacked(Compression compression) throws Exception {
    byte[] module =
        Images.elf(Images.ikconfig(Images.CONFIG), "name=configs\0vermagic=6.6.13 SMP\0");
    holdsConfig(Images.read(module), Kind.ELF);
    KernelContents packed = Images.read(Images.pack(module, compression));
    holdsConfig(packed, Kind.ELF);
    assertThat(packed.release()).contains("6.6.13");
  }

  @Test
  void readsUnifiedImage_withItsCommandLine() throws Exception {
    byte[] linux = Images.bzImage(Images.payload(KERNEL, Compression.ZSTD));
    KernelContents found = Images.read(Images.uki(linux, "console=ttyS0 quiet"));
    holdsConfig(found, Kind.UKI);
    assertThat(found.commandLine())
        .hasValueSatisfying(
            t -> {
              assertThat(t.bytes().utf8()).isEqualTo("console=ttyS0 quiet");
              assertThat(t.where()).isEqualTo("image!.cmdline");
            });
  }

  @Test
  void readsDebianPackage_configurationElseKernel() throws Exception {
    KernelContents config =
        Images.read(
            Images.deb(
                Compression.XZ,
                "boot/System.map-6.6.13",
                "x",
                "boot/config-6.6.13",
                Images.CONFIG));
    assertThat(config.kind()).isEqualTo(Kind.DEB);
    assertThat(config.release()).contains("6.6.13");
    assertThat(config.config().orElseThrow().where()).isEqualTo("image!boot/config-6.6.13");
    byte[] kernel = Images.bzImage(Images.payload(KERNEL, Compression.GZIP));
    holdsConfig(
        Images.read(Images.deb(Compression.ZSTD, "boot/vmlinuz-6.6.13", Images.latin1(kernel))),
        Kind.DEB);
    assertThatThrownBy(() -> Images.read(Images.deb(Compression.GZIP, "usr/bin/x", "y")))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith("image: Debian package without boot/config-VERSION");
  }

  @Test
  void readsConfiguration_plainAndPacked() throws Exception {
    assertThat(Images.read(Images.ascii(Images.CONFIG)).kind()).isEqualTo(Kind.CONFIG);
    assertThat(Images.read(Images.gzip(Images.ascii(Images.CONFIG))).config().orElseThrow().where())
        .isEqualTo("image");
  }

  @Test
  void findsConfiguration_acrossTheSeamOfWindows() throws Exception {
    for (int shift = -20; shift <= 20; shift++) {
      byte[] noise = new byte[(1 << 20) + shift];
      byte[] image = Images.concat(Arrays.copyOf(Images.rawImage("ARMd", ""), 64), noise);
      byte[] whole = Images.concat(image, Images.ikconfig(Images.CONFIG), new byte[3000]);
      assertThat(Images.read(whole).config()).as("shift %d", shift).isPresent();
    }
  }

  @Test
  void kernelWithoutIkconfig_saysWhereElseToLook() throws Exception {
    KernelContents found =
        Images.read(Images.bzImage(Images.payload(Images.kernel(""), Compression.LZ4)));
    assertThat(found.config()).isEmpty();
    assertThat(found.missing())
        .startsWith("image: bzImage of Linux 6.6.13-test has no configuration in it")
        .contains("CONFIG_IKCONFIG", "/boot/config-6.6.13-test", "linux-config")
        .doesNotContain("\n");
  }

  @Test
  void configurationOfAnotherVersion_isNoted() throws Exception {
    String other = Images.CONFIG.replace("6.6.13", "6.1.5");
    KernelContents found =
        Images.read(Images.bzImage(Images.payload(Images.kernel(other), Compression.GZIP)));
    assertThat(found.notes()).singleElement().asString().contains("of Linux 6.1", "6.6.13-test");
  }

  private static void refused(byte[] image, String message) {
    assertThatThrownBy(() -> Images.read(image))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith("image")
        .hasMessageContaining(message)
        .message()
        .doesNotContain("\n");
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "BZIP2")
  void refusesBzImage_thatIsCutOff(Compression compression) {
    byte[] image = Images.bzImage(Images.payload(KERNEL, compression));
    refused(Arrays.copyOf(image, image.length - 1000), "cut off, or the header is wrong");
    refused(Arrays.copyOf(image, 0x240), "bzImage");
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "BZIP2")
  void refusesPayload_thatIsCutOffInside(Compression compression) {
    byte[] payload = Images.payload(KERNEL, compression);
    byte[] trailer = Arrays.copyOfRange(payload, payload.length - 4, payload.length);
    byte[] shorter = Images.concat(Arrays.copyOf(payload, payload.length / 2), trailer);
    refused(Images.bzImage(shorter), "payload");
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "BZIP2")
  void refusesSizes_thatLie(Compression compression) {
    for (int lie : new int[] {-1, 1, 1 << 20}) {
      byte[] payload = Images.payload(KERNEL, compression);
      System.arraycopy(Images.le32(KERNEL.length + lie), 0, payload, payload.length - 4, 4);
      // gzip has the size in a trailer of its own
      boolean own = compression == Compression.GZIP;
      refused(Images.bzImage(payload), own ? "gzip payload is damaged or cut off" : "header says");
    }
    byte[] payload = Images.payload(KERNEL, compression);
    System.arraycopy(Images.le32(-1), 0, payload, payload.length - 4, 4);
    refused(Images.bzImage(payload), "the limit is 268435456");
  }

  @Test
  void refusesHeaders_thatPointOutside() {
    byte[] module = Images.elf(Images.ikconfig(Images.CONFIG), "x=y\0");
    refused(Arrays.copyOf(module, module.length - 10), "section headers");
    byte[] zboot = Images.zboot(Images.rawImage("ARMd", ""), Compression.GZIP, "gzip");
    refused(Arrays.copyOf(zboot, zboot.length / 2), "EFI zboot image: its header puts");
    byte[] uki = Images.uki(Images.bzImage(Images.payload(KERNEL, Compression.GZIP)), "x");
    refused(Arrays.copyOf(uki, uki.length - 600), "section \".linux\"");
    byte[] deb = Images.deb(Compression.GZIP, "boot/config-1", Images.CONFIG);
    refused(Arrays.copyOf(deb, deb.length - 50), "Debian package");
  }

  @Test
  void refusesZboot_ofAnotherCompressionThanItSays() {
    byte[] zboot = Images.zboot(Images.rawImage("ARMd", ""), Compression.GZIP, "zstd22");
    refused(zboot, "its header says \"zstd22\", its payload starts as gzip");
  }

  @Test
  void refusesConfiguration_thatStartsAndDoesNotEnd() {
    byte[] kernel = Images.kernel(Images.CONFIG);
    String broken = Images.latin1(kernel).replace("IKCFG_ED", "IKCFG_EX");
    refused(
        Images.bzImage(Images.payload(Images.ascii(broken), Compression.GZIP)),
        "IKCFG_ST without IKCFG_ED");
  }

  @Test
  void refusesBombs() throws Exception {
    byte[] bomb = Images.gzip(Images.ascii("CONFIG_A=y\n".repeat(1_000_000)));
    refused(bomb, "unpacks to more than 4194304 bytes");
    byte[] big = new byte[300 << 20];
    refused(Images.gzip(big), "neither a kernel configuration nor an image that is known");
    System.arraycopy(Images.ascii("\u007fELF"), 0, big, 0, 4);
    refused(Images.pack(big, Compression.ZSTD), "unpacks to more than 268435456 bytes");
    String config = "CONFIG_A=y\n".repeat(1_000_000);
    refused(
        Images.bzImage(Images.payload(Images.kernel(config), Compression.ZSTD)),
        "configuration unpacks to more than");
    byte[] nested = Images.ascii(Images.CONFIG);
    for (int i = 0; i < 6; i++) {
      nested = Images.gzip(nested);
    }
    refused(nested, "files in files");
  }

  @Test
  void refusesWhatIsNoKernel_withItsFirstBytes() {
    refused(new byte[100], "neither a kernel configuration nor an image that is known");
    refused(
        new byte[] {(byte) 0xca, (byte) 0xfe, 0, 0, 0, 1, 0, 0}, "starts with cafe000000010000");
    refused(Images.ascii("MZ" + "\0".repeat(200)), "an MZ file, but no kernel");
    refused(Images.ascii("\u007fELF\u0002\u0002" + "\0".repeat(60)), "big-endian");
  }

  @Test
  void refusesALineWithoutEnd_located() {
    byte[] image = new byte[6 << 20];
    Arrays.fill(image, (byte) 'A');
    System.arraycopy(Images.ascii(Images.CONFIG), 0, image, 0, Images.CONFIG.length());
    assertThatThrownBy(() -> Images.read(image))
        .isInstanceOf(FormatException.class)
        .hasMessage("image:5:1: a line of more than 65536 bytes (kernel config reader)");
  }

  /** Wherever a bzImage is cut off, it ends in one line, never in another exception. */
  @Test
  void truncationAnywhere_isAFormatException() {
    byte[] image = Images.bzImage(Images.payload(Images.kernel(""), Compression.GZIP));
    for (int length = 997; length < image.length; length += 997) {
      byte[] cut = Arrays.copyOf(image, length);
      assertThatThrownBy(() -> Images.read(cut).config().orElseThrow())
          .isInstanceOfAny(FormatException.class, java.util.NoSuchElementException.class);
    }
  }
}
