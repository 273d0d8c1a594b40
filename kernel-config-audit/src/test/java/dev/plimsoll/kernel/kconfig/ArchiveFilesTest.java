package dev.plimsoll.kernel.kconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.FormatException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class ArchiveFilesTest {
  @TempDir private Path folder = Path.of("");

  private static void entry(ByteArrayOutputStream tar, String name, char type, String text) {
    byte[] content = text.getBytes(StandardCharsets.UTF_8);
    byte[] header = new byte[512];
    byte[] path = name.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(path, 0, header, 0, Math.min(100, path.length));
    put(header, 124, String.format("%011o", content.length));
    header[156] = (byte) type;
    put(header, 257, "ustar");
    put(header, 148, "        ");
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    put(header, 148, String.format("%06o", sum));
    header[154] = 0;
    tar.writeBytes(header);
    tar.writeBytes(Arrays.copyOf(content, (content.length + 511) / 512 * 512));
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  private static byte[] source() {
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    entry(tar, "linux/", '5', "");
    entry(tar, "linux/Makefile", '0', "VERSION = 6\nPATCHLEVEL = 99\nSUBLEVEL =\n");
    entry(tar, "linux/Kconfig", '0', "source \"arch/$(SRCARCH)/Kconfig\"\n");
    entry(tar, "linux/big.c", '0', "x".repeat(2_000));
    String deep = "drivers/" + "d".repeat(120) + "/Kconfig";
    entry(tar, "././@LongLink", 'L', "linux/" + deep + "\0");
    entry(tar, "linux/cut", '0', "config DEEP\n\tbool\n");
    entry(tar, "pax", 'x', "27 path=linux/lib/Kconfig.x\n");
    entry(tar, "cut", '0', "config PAX\n\tbool\n");
    entry(
        tar, "linux/arch/x86/Kconfig", '0', "source \"" + deep + "\"\nsource \"lib/Kconfig.x\"\n");
    tar.writeBytes(new byte[1024]);
    return tar.toByteArray();
  }

  private Path packed(byte[] tar, String kind) throws IOException {
    Path file = folder.resolve("linux" + kind);
    try (OutputStream out = Files.newOutputStream(file);
        OutputStream packer =
            switch (kind) {
              case ".tar.xz" -> new XZOutputStream(out, new LZMA2Options(1));
              case ".tar.gz" -> new GZIPOutputStream(out);
              default -> out;
            }) {
      packer.write(tar);
    }
    return file;
  }

  @ParameterizedTest
  @ValueSource(strings = {".tar", ".tar.gz", ".tar.xz"})
  void archive_isReadAsAFolderIs(String kind) throws Exception {
    SymbolTable table =
        KconfigReader.read(
            ArchiveFiles.read(packed(source(), kind), KconfigLimits.STANDARD),
            EnumSet.allOf(KconfigArch.class),
            KconfigLimits.STANDARD);

    assertThat(table.version()).isEqualTo("6.99.0");
    assertThat(table.archs()).containsExactly(KconfigArch.X86);
    assertThat(table.archsOf("DEEP")).containsExactly(KconfigArch.X86);
    assertThat(table.archsOf("PAX")).containsExactly(KconfigArch.X86);
  }

  @Test
  void noKernel_isRefused() throws Exception {
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    entry(tar, "other/file", '0', "x");
    tar.writeBytes(new byte[1024]);
    Path file = packed(tar.toByteArray(), ".tar");

    assertThatThrownBy(() -> ArchiveFiles.read(file, KconfigLimits.STANDARD))
        .isInstanceOf(FormatException.class)
        .hasMessageEndingWith("no file Kconfig in its top folder: not a kernel's source");
  }

  @Test
  void damagedHeader_isRefused() throws Exception {
    byte[] tar = source();
    tar[600] ^= 1;
    Path file = packed(tar, ".tar");

    assertThatThrownBy(() -> ArchiveFiles.read(file, KconfigLimits.STANDARD))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("not a tar archive");
  }

  @Test
  void cutArchive_isRefused() throws Exception {
    Path file = packed(Arrays.copyOf(source(), 1_700), ".tar");

    assertThatThrownBy(() -> ArchiveFiles.read(file, KconfigLimits.STANDARD))
        .isInstanceOf(Exception.class)
        .hasMessageContaining("ends inside");
  }

  @Test
  void linkOutOfTheTree_isNotFollowed() throws Exception {
    Path outside = Files.writeString(folder.resolve("secret"), "config SECRET\n\tbool\n");
    Path tree = folder.resolve("tree");
    Files.createDirectories(tree.resolve("arch/x86"));
    Files.writeString(tree.resolve("Makefile"), "VERSION = 6\nPATCHLEVEL = 1\n");
    Files.writeString(tree.resolve("Kconfig"), "source \"out\"\n");
    Files.writeString(tree.resolve("arch/x86/Kconfig"), "");
    Files.createSymbolicLink(tree.resolve("out"), outside);
    KconfigFiles files = new DirectoryFiles(tree, KconfigLimits.STANDARD);

    assertThatThrownBy(
            () -> KconfigReader.read(files, EnumSet.of(KconfigArch.X86), KconfigLimits.STANDARD))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("leads out of");
  }
}
