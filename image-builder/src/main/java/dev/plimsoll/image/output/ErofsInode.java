package dev.plimsoll.image.output;

import dev.plimsoll.image.layer.Attributes;
import dev.plimsoll.image.layer.Node;
import dev.plimsoll.image.layer.Node.Directory;
import dev.plimsoll.image.layer.Node.RegularFile;
import dev.plimsoll.image.layer.Node.Symlink;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.TreeMap;

/** One inode in the making; {@link ErofsLayout} fills in where it goes. */
final class ErofsInode {
  /** struct erofs_inode_extended. */
  static final int BYTES = 64;

  private static final int EXTENDED = 1;
  private static final int FLAT_PLAIN = 0;
  private static final int FLAT_INLINE = 2;

  final Node node;
  final ErofsXattrs xattrs;
  final int number;

  /** Of a directory; sorted as the kernel searches, by the bytes of the names. */
  final SortedMap<String, ErofsInode> entries = new TreeMap<>(BY_BYTES);

  int links;
  long size;
  boolean inline;
  long position;
  long firstBlock = -1;

  private static final Comparator<String> BY_BYTES =
      (a, b) ->
          java.util.Arrays.compareUnsigned(
              a.getBytes(java.nio.charset.StandardCharsets.UTF_8),
              b.getBytes(java.nio.charset.StandardCharsets.UTF_8));

  ErofsInode(Node node, ErofsXattrs xattrs, int number) {
    this.node = node;
    this.xattrs = xattrs;
    this.number = number;
    this.links = 1;
  }

  /** What directories call it by. */
  long nid() {
    return position / ErofsLayout.SLOT;
  }

  /** {@code file_type} of directory entries: 1 file, 2 directory, 7 symbolic link. */
  int fileType() {
    return switch (node) {
      case RegularFile f -> 1;
      case Directory d -> 2;
      case Symlink l -> 7;
    };
  }

  /** Writes {@link #BYTES} bytes, little-endian. */
  void putTo(ByteBuffer out) {
    Attributes a = node.attributes();
    int type =
        switch (node) {
          case RegularFile f -> 0100000;
          case Directory d -> 0040000;
          case Symlink l -> 0120000;
        };
    int start = out.position();
    out.putShort((short) (EXTENDED | (inline ? FLAT_INLINE : FLAT_PLAIN) << 1));
    out.putShort((short) xattrs.count());
    out.putShort((short) (type | a.mode()));
    out.putShort((short) 0);
    out.putLong(size);
    out.putInt((int) firstBlock);
    out.putInt(number);
    out.putInt(a.uid());
    out.putInt(a.gid());
    out.putLong(a.mtime());
    out.putInt(0);
    out.putInt(links);
    out.position(start + BYTES);
  }
}
