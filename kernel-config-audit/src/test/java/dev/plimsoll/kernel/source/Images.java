package dev.plimsoll.kernel.source;

import com.github.luben.zstd.ZstdOutputStream;
import dev.plimsoll.formats.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.LZMAOutputStream;
import org.tukaani.xz.XZOutputStream;

/** Kernel images made from the layouts of their headers. Numbers are little endian. */
final class Images {
  static final String RELEASE = "6.6.13-test";
  static final String CONFIG =
      "# Linux/x86 6.6.13 Kernel Configuration\nCONFIG_X86_64=y\nCONFIG_IKCONFIG=y\nCONFIG_BUG=y\n";

  private Images() {}

  static byte[] gzip(byte[] plain) {
    return pack(plain, Compression.GZIP);
  }

  /** Packs with the library or, for LZ4 and LZO, in blocks of literals alone. */
  static byte[] pack(byte[] plain, Compression compression) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out =
        switch (compression) {
          case GZIP -> new GZIPOutputStream(packed);
          case XZ -> new XZOutputStream(packed, new LZMA2Options(1));
          case LZMA -> new LZMAOutputStream(packed, new LZMA2Options(1), -1);
          case ZSTD -> new ZstdOutputStream(packed).setLong(27);
          case LZ4 -> new LiteralBlocks(packed, Images::lz4Block, "\u0002\u0021\u004c\u0018");
          case LZO -> new LiteralBlocks(packed, Images::lzopBlock, LZOP_HEAD);
          case BZIP2 -> throw new IllegalArgumentException("there is no writer; use a vector");
        }) {
      out.write(plain);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    if (compression == Compression.LZO) {
      packed.writeBytes(new byte[4]);
    }
    return packed.toByteArray();
  }

  /** Version 1.04, library 2.10, needed 0.94, LZO1X-999 level 9, no flags, no name, no checksum. */
  private static final String LZOP_HEAD =
      "\u0089LZO\0\r\n\u001a\n\u0010\u0040\u0020\u00a0\u0009\u0040\u0003\u0009"
          + "\0".repeat(4)
          + "\0".repeat(12)
          + "\0"
          + "\0".repeat(4);

  private static final class LiteralBlocks extends ByteArrayOutputStream {
    private final OutputStream target;
    private final java.util.function.UnaryOperator<byte[]> block;
    private final String head;

    LiteralBlocks(
        OutputStream target, java.util.function.UnaryOperator<byte[]> block, String head) {
      this.target = target;
      this.block = block;
      this.head = head;
    }

    @Override
    public void close() throws IOException {
      target.write(head.getBytes(StandardCharsets.ISO_8859_1));
      byte[] all = toByteArray();
      for (int at = 0; at < all.length; at += 1 << 18) {
        target.write(
            block.apply(Arrays.copyOfRange(all, at, Math.min(all.length, at + (1 << 18)))));
      }
    }
  }

  private static byte[] lz4Block(byte[] plain) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.write(Math.min(plain.length, 15) << 4);
    for (int left = plain.length - 15; left >= 0; left -= 255) {
      block.write(Math.min(left, 255));
    }
    block.writeBytes(plain);
    return concat(le32(block.size()), block.toByteArray());
  }

  /** Stored: as large as when unpacked. */
  private static byte[] lzopBlock(byte[] plain) {
    ByteBuffer sizes = ByteBuffer.allocate(8).putInt(plain.length).putInt(plain.length);
    return concat(sizes.array(), plain);
  }

  /** An unpacked kernel: an ELF head without sections, noise, banner, configuration, noise. */
  static byte[] kernel(String config) {
    byte[] head = new byte[64];
    ByteBuffer elf = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
    elf.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1})
        .putShort(16, (short) 2)
        .putShort(18, (short) 62);
    return concat(head, body(config));
  }

  static byte[] body(String config) {
    byte[] noise = new byte[300_000];
    new Random(1).nextBytes(noise);
    return concat(
        noise,
        ascii("Linux version %s (%s)\0"),
        ascii("Linux version " + RELEASE + " (builder@host) #1 SMP\n\0"),
        config.isEmpty() ? new byte[0] : ikconfig(config),
        Arrays.copyOf(noise, 100_000));
  }

  static byte[] ikconfig(String config) {
    return concat(ascii("IKCFG_ST"), gzip(ascii(config)), ascii("IKCFG_ED"));
  }

  /** Payload as the kernel's build makes it: all but gzip with the size appended. */
  static byte[] payload(byte[] kernel, Compression compression) {
    byte[] packed = pack(kernel, compression);
    return compression == Compression.GZIP ? packed : concat(packed, le32(kernel.length));
  }

  static byte[] bzImage(byte[] payload) {
    byte[] setup = new byte[5 * 512];
    byte[] stub = new byte[0x300];
    ByteBuffer b = ByteBuffer.wrap(setup).order(ByteOrder.LITTLE_ENDIAN);
    b.put(0x1f1, (byte) 4);
    b.putShort(0x1fe, (short) 0xaa55);
    b.put(0x202, ascii("HdrS"));
    b.putShort(0x206, (short) 0x20f);
    b.putShort(0x20e, (short) 0x300);
    b.put(0x500, ascii(RELEASE + " (builder@host) #1 SMP\0"));
    b.putShort(0x236, (short) 1);
    b.putInt(0x248, stub.length);
    b.putInt(0x24c, payload.length);
    return concat(setup, stub, payload, new byte[64]);
  }

  static byte[] zboot(byte[] image, Compression compression, String type) {
    byte[] packed = pack(image, compression);
    byte[] head = new byte[0x200];
    ByteBuffer b = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
    b.put(0, ascii("MZ\0\0zimg"));
    b.putInt(8, head.length).putInt(12, packed.length);
    b.put(0x18, ascii(type));
    b.putInt(0x38, 0x818223cd);
    byte[] size = compression == Compression.GZIP ? new byte[0] : le32(image.length);
    return concat(head, packed, size, new byte[100]);
  }

  /** Code with a magic that is none, then the payload, whose last four bytes are the size. */
  static byte[] armZimage(byte[] kernel, Compression compression) {
    byte[] payload = payload(kernel, compression);
    byte[] code = new byte[0x200];
    int end = code.length + payload.length;
    ByteBuffer b = ByteBuffer.wrap(code).order(ByteOrder.LITTLE_ENDIAN);
    b.putInt(0x24, 0x016f2818).putInt(0x28, 0).putInt(0x2c, end + 32).putInt(0x30, 0x04030201);
    b.putInt(0x34, 0x45454545).putInt(0x38, 0x60);
    b.putInt(0x60, 6).putInt(0x64, 0x5a534c4b).putInt(0x68, end - 4);
    b.put(0x100, ascii("BZh91")).put(0x120, ascii("\u001f\u008b\u0008"));
    return concat(code, payload, new byte[32]);
  }

  static byte[] rawImage(String magic, String config) {
    byte[] head = new byte[64];
    ByteBuffer b = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
    b.putLong(16, 500_000);
    b.put(0x38, ascii(magic));
    return concat(head, body(config));
  }

  /** An ELF-64 file with {@code .rodata}, {@code .modinfo} and the section names. */
  static byte[] elf(byte[] rodata, String modinfo) {
    byte[] names = ascii("\0.rodata\0.modinfo\0.shstrtab\0");
    byte[] info = ascii(modinfo);
    int at = 64;
    ByteBuffer b =
        ByteBuffer.allocate(64 + rodata.length + info.length + names.length + 4 * 64)
            .order(ByteOrder.LITTLE_ENDIAN);
    b.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}).putShort(18, (short) 62);
    b.position(64);
    b.put(rodata).put(info).put(names);
    int table = b.position();
    b.putLong(0x28, table)
        .putShort(0x3a, (short) 64)
        .putShort(0x3c, (short) 4)
        .putShort(0x3e, (short) 3);
    section(b, table + 64, 1, 1, 2, at, rodata.length);
    section(b, table + 128, 9, 1, 2, at + rodata.length, info.length);
    section(b, table + 192, 18, 3, 0, at + rodata.length + info.length, names.length);
    return b.array();
  }

  private static void section(
      ByteBuffer b, int at, int name, int type, long flags, long offset, long size) {
    b.putInt(at, name).putInt(at + 4, type).putLong(at + 8, flags);
    b.putLong(at + 0x18, offset).putLong(at + 0x20, size);
  }

  /** A PE file with two sections, padded to 512 bytes in the file. */
  static byte[] uki(byte[] linux, String commandLine) {
    byte[] line = ascii(commandLine);
    byte[] head = new byte[1024];
    ByteBuffer b = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
    b.put(0, ascii("MZ")).putInt(0x3c, 0x80);
    b.put(0x80, ascii("PE\0\0")).putShort(0x84, (short) 0x8664).putShort(0x86, (short) 2);
    b.putShort(0x94, (short) 0xf0);
    int table = 0x80 + 24 + 0xf0;
    int first = padded(line.length);
    peSection(b, table, ".cmdline", line.length, first, 1024);
    peSection(b, table + 40, ".linux", linux.length, padded(linux.length), 1024 + first);
    return concat(head, Arrays.copyOf(line, first), Arrays.copyOf(linux, padded(linux.length)));
  }

  private static void peSection(
      ByteBuffer b, int at, String name, int loaded, int stored, int offset) {
    b.put(at, ascii(name)).putInt(at + 8, loaded).putInt(at + 16, stored).putInt(at + 20, offset);
  }

  private static int padded(int size) {
    return (size + 511) / 512 * 512;
  }

  static byte[] deb(Compression compression, String... pathsAndContents) {
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    for (int i = 0; i < pathsAndContents.length; i += 2) {
      byte[] content = ascii(pathsAndContents[i + 1]);
      byte[] head = new byte[512];
      ByteBuffer b = ByteBuffer.wrap(head);
      b.put(0, ascii("./" + pathsAndContents[i]));
      b.put(124, ascii("%011o".formatted(content.length)));
      b.put(156, (byte) '0').put(257, ascii("ustar\0"));
      tar.writeBytes(head);
      tar.writeBytes(Arrays.copyOf(content, padded(content.length)));
    }
    tar.writeBytes(new byte[1024]);
    byte[] data = pack(tar.toByteArray(), compression);
    return concat(
        ascii("!<arch>\n"),
        member("debian-binary", ascii("2.0\n")),
        member("data.tar." + compression.wire(), data));
  }

  private static byte[] member(String name, byte[] content) {
    String head = "%-16s%-12s%-6s%-6s%-8s%-10d`\n".formatted(name, 0, 0, 0, 100644, content.length);
    return concat(ascii(head), content, new byte[content.length & 1]);
  }

  static byte[] le32(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  static String latin1(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  static KernelContents read(byte[] image) throws Exception {
    return KernelReader.readFile("image", KernelFile.of(Bytes.copyOf(image)));
  }
}
