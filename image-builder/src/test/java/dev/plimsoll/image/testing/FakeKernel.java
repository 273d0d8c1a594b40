package dev.plimsoll.image.testing;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

/** Makes files that look like a kernel to whoever parses them. None of them boots. */
public final class FakeKernel {
  public static final String RELEASE = "6.1.0-test";

  private FakeKernel() {}

  /** A bzImage header with a version string. */
  public static byte[] bzImage(String release) {
    byte[] image = new byte[4096];
    System.arraycopy("HdrS".getBytes(StandardCharsets.US_ASCII), 0, image, 0x202, 4);
    image[0x20e] = 0x00;
    image[0x20f] = 0x02; // the string is at 0x200 + 0x200
    byte[] text = (release + " (test) #1 SMP\0").getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(text, 0, image, 0x400, text.length);
    return image;
  }

  /** An ELF64 file with one {@code .modinfo} section of these strings. */
  public static byte[] module(String... info) {
    byte[] names = "\0.modinfo\0.shstrtab\0".getBytes(StandardCharsets.US_ASCII);
    byte[] modinfo = (String.join("\0", info) + "\0").getBytes(StandardCharsets.US_ASCII);
    int table = 64 + names.length + modinfo.length;
    ByteBuffer elf = ByteBuffer.allocate(table + 3 * 64).order(ByteOrder.LITTLE_ENDIAN);
    elf.putInt(0x464c457f).put((byte) 2).put((byte) 1).put((byte) 1);
    elf.putShort(16, (short) 1).putShort(18, (short) 62).putInt(20, 1);
    elf.putLong(0x28, table).putShort(0x34, (short) 64);
    elf.putShort(0x3a, (short) 64).putShort(0x3c, (short) 3).putShort(0x3e, (short) 2);
    elf.put(64, names).put(64 + names.length, modinfo);
    section(elf, table + 64, 1, 64 + names.length, modinfo.length);
    section(elf, table + 128, 10, 64, names.length);
    return elf.array();
  }

  private static void section(ByteBuffer elf, int at, int name, long offset, long size) {
    elf.putInt(at, name).putInt(at + 4, 1).putLong(at + 0x18, offset).putLong(at + 0x20, size);
  }

  /** A static x86-64 program, by its headers. */
  public static byte[] staticProgram() {
    ByteBuffer elf = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);
    elf.putInt(0x464c457f).put((byte) 2).put((byte) 1).put((byte) 1);
    elf.putShort(16, (short) 2).putShort(18, (short) 62).putInt(20, 1).putLong(0x20, 64);
    elf.putShort(0x36, (short) 56).putShort(0x38, (short) 1).putInt(64, 1);
    return elf.array();
  }

  /** A Debian kernel's data archive: kernel, configuration, all modules that stage 1 wants. */
  public static RawTar debianTree() {
    String base = "./lib/modules/" + RELEASE + "/";
    return new RawTar()
        .directory("./boot/")
        .program("./boot/vmlinuz-" + RELEASE, bzImage(RELEASE))
        .file("./boot/config-" + RELEASE, "CONFIG_TEST=y\n")
        .file(base + "modules.builtin", "kernel/fs/overlayfs/overlay.ko\n")
        .file(base + "modules.builtin.modinfo", "sha256_generic.alias=crypto-sha256\0")
        .program(base + "kernel/virtio_ring.ko", module("name=virtio_ring"))
        .program(base + "kernel/virtio.ko", module("depends=virtio_ring"))
        .program(base + "kernel/virtio_pci.ko", module("depends=virtio,virtio_ring"))
        .program(base + "kernel/net_failover.ko", module("depends="))
        .program(base + "kernel/virtio_net.ko", module("depends=virtio,net_failover"))
        .program(base + "kernel/virtio_blk.ko", module("depends=virtio"))
        .program(base + "kernel/dm-mod.ko", module("depends="))
        .program(base + "kernel/dm-verity.ko", module("depends=dm-mod"))
        .program(base + "kernel/squashfs.ko", module("depends="))
        .program(base + "kernel/erofs.ko", module("depends="));
  }

  /** A Debian package (deb(5)) of these parts. */
  public static byte[] deb(String control, byte[] data) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes("!<arch>\n".getBytes(StandardCharsets.US_ASCII));
    member(out, "debian-binary", "2.0\n".getBytes(StandardCharsets.US_ASCII));
    member(out, "control.tar.gz", gzip(new RawTar().file("./control", control).bytes()));
    member(out, "data.tar.gz", gzip(data));
    return out.toByteArray();
  }

  public static String control(String name, String version, String more) {
    return "Package: " + name + "\nVersion: " + version + "\nArchitecture: amd64\n" + more;
  }

  public static void member(ByteArrayOutputStream out, String name, byte[] content) {
    String header =
        String.format(
            "%-16s%-12s%-6s%-6s%-8s%-10d`\n", name, "0", "0", "0", "100644", content.length);
    out.writeBytes(header.getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(content);
    if (content.length % 2 == 1) {
      out.write('\n');
    }
  }

  public static byte[] gzip(byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(content);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
