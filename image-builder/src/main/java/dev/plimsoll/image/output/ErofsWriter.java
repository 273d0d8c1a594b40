package dev.plimsoll.image.output;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.image.layer.Attributes;
import dev.plimsoll.image.layer.FileTree;
import dev.plimsoll.image.layer.LayerException;
import dev.plimsoll.image.layer.Node.Directory;
import dev.plimsoll.image.layer.Node.RegularFile;
import dev.plimsoll.image.layer.Node.Symlink;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Writes a tree as an EROFS of Linux 5.4 and later (erofs_fs.h), uncompressed: blocks of 4,096
 * bytes, extended inodes with owners, times, hard links and extended attributes. The output depends
 * on the tree alone; it is written from front to back, and memory grows with the number of files,
 * not with their size. No program is called and no privilege needed.
 */
final class ErofsWriter {
  private static final int MAGIC = 0xE0F5E1E2;
  private static final int SUPERBLOCK = 1024;
  private static final int CHECKSUM = 1;
  private static final int UUID_BYTES = 16;

  private final ErofsLayout layout;
  private final OutputStream out;
  private long written;

  private ErofsWriter(ErofsLayout layout, OutputStream out) {
    this.layout = layout;
    this.out = out;
  }

  /**
   * Refuses what the format cannot carry, before anything is written.
   *
   * @throws LayerException naming the file, and what brought it
   */
  static void check(FileTree tree) throws LayerException {
    ErofsLayout.of(tree);
  }

  /** Writes {@code tree}; does not close {@code out}. */
  static void write(FileTree tree, OutputStream out) throws IOException {
    new ErofsWriter(ErofsLayout.of(tree), out).write();
  }

  private void write() throws IOException {
    write(superblock());
    for (ErofsInode inode : layout.inodes()) {
      padTo(inode.position);
      metadata(inode);
    }
    padTo(layout.metaEnd());
    for (ErofsInode inode : layout.inodes()) {
      if (inode.firstBlock >= 0) {
        padTo(inode.firstBlock * ErofsLayout.BLOCK);
        data(inode);
      }
    }
    padTo(layout.blocks() * ErofsLayout.BLOCK);
  }

  /** The first block, whose second kilobyte begins with struct erofs_super_block. */
  private byte[] superblock() {
    ByteBuffer b = ByteBuffer.allocate(ErofsLayout.BLOCK).order(ByteOrder.LITTLE_ENDIAN);
    b.position(SUPERBLOCK);
    b.putInt(MAGIC).putInt(0).putInt(CHECKSUM);
    b.put((byte) 12).put((byte) 0); // log2 of the block size; no extension slots
    b.putShort((short) layout.inodes().getFirst().nid());
    b.putLong(layout.inodes().size());
    b.putLong(Attributes.GENERATED_TIME).putInt(0);
    b.putInt((int) layout.blocks());
    b.putInt(0).putInt(0); // metadata addresses count from the first block
    b.put(uuid());
    CRC32C crc = new CRC32C();
    crc.update(b.array(), SUPERBLOCK, ErofsLayout.BLOCK - SUPERBLOCK);
    b.putInt(SUPERBLOCK + 4, (int) ~crc.getValue()); // the kernel's crc32c does not invert its end
    return b.array();
  }

  /** Of all inodes; RFC 9562 §5.8: version 8, made our own way. */
  private byte[] uuid() {
    MessageDigest sha256 = Digest.newSha256();
    ByteBuffer inode = ByteBuffer.allocate(ErofsInode.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (ErofsInode each : layout.inodes()) {
      each.putTo(inode.clear());
      sha256.update(inode.array());
    }
    byte[] uuid = Arrays.copyOf(sha256.digest(), UUID_BYTES);
    uuid[6] = (byte) (uuid[6] & 0x0f | 0x80);
    uuid[8] = (byte) (uuid[8] & 0x3f | 0x80);
    return uuid;
  }

  private void metadata(ErofsInode inode) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(ErofsInode.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    inode.putTo(bytes);
    write(bytes.array());
    write(inode.xattrs.bytes().toArray());
    if (inode.inline) {
      long blocks = inode.size / ErofsLayout.BLOCK * ErofsLayout.BLOCK;
      write(tail(inode, blocks));
    }
  }

  private static byte[] tail(ErofsInode inode, long from) throws IOException {
    return switch (inode.node) {
      case Directory d ->
          Arrays.copyOfRange(ErofsDirectory.content(inode), (int) from, (int) inode.size);
      case Symlink l -> Arrays.copyOfRange(target(l), (int) from, (int) inode.size);
      case RegularFile f -> {
        try (InputStream in = f.content().open()) {
          in.skipNBytes(from);
          yield in.readAllBytes();
        }
      }
    };
  }

  private static byte[] target(Symlink link) {
    return link.target().getBytes(StandardCharsets.UTF_8);
  }

  /** The blocks of an inode, without what is inline. */
  private void data(ErofsInode inode) throws IOException {
    long length = inode.inline ? inode.size / ErofsLayout.BLOCK * ErofsLayout.BLOCK : inode.size;
    switch (inode.node) {
      case Directory d -> write(Arrays.copyOf(ErofsDirectory.content(inode), (int) length));
      case Symlink l -> write(Arrays.copyOf(target(l), (int) length));
      case RegularFile f -> {
        if (length == inode.size) {
          f.content().writeTo(out);
        } else {
          copy(f, length);
        }
        written += length;
      }
    }
  }

  private void copy(RegularFile file, long length) throws IOException {
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = file.content().open()) {
      for (long left = length; left > 0; ) {
        int n = in.readNBytes(buffer, 0, (int) Math.min(buffer.length, left));
        if (n == 0) {
          throw new IOException("a file became shorter while it was written into the image");
        }
        out.write(buffer, 0, n);
        left -= n;
      }
    }
  }

  private void write(byte[] bytes) throws IOException {
    out.write(bytes);
    written += bytes.length;
  }

  private void padTo(long position) throws IOException {
    write(new byte[(int) (position - written)]);
  }
}
