package dev.plimsoll.image.output;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.layer.Attributes;
import dev.plimsoll.image.layer.FileTree;
import dev.plimsoll.image.layer.FileTree.Placed;
import dev.plimsoll.image.layer.LayerException;
import dev.plimsoll.image.layer.Node;
import dev.plimsoll.image.layer.Node.Directory;
import dev.plimsoll.image.layer.Node.RegularFile;
import dev.plimsoll.image.layer.Node.Symlink;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Writes a tree as a cpio archive in the kernel's format ({@code 070701}, buffer-format.rst of
 * Linux 6.x), one way only: path order, inode numbers counted from 1, padded to 512 bytes. Hard
 * links share an inode, and the last of them has the data, as the kernel expects. Extended
 * attributes have no place in the format: a file that has some is refused rather than stripped.
 */
public final class CpioWriter {
  private static final long MAX_FILE = 0xFFFF_FFFFL;
  private static final String TRAILER = "TRAILER!!!";

  private final OutputStream out;
  private long written;

  private CpioWriter(OutputStream out) {
    this.out = out;
  }

  /** Writes all of {@code tree}; does not close {@code out}. */
  public static void write(FileTree tree, OutputStream out) throws IOException {
    new CpioWriter(out).write(tree);
  }

  private void write(FileTree tree) throws IOException {
    LostXattrs.REFUSE.check(tree);
    checkSizes(tree);
    HardLinks links = HardLinks.of(tree);
    Map<RegularFile, Integer> inodes = new java.util.IdentityHashMap<>();
    int next = 1;
    for (Map.Entry<String, Placed> e : tree.entries().entrySet()) {
      int inode = next++;
      if (e.getValue().node() instanceof RegularFile f) {
        inode = inodes.computeIfAbsent(f, unused -> inodes.size() + (1 << 24));
      }
      entry(e.getKey(), e.getValue().node(), inode, links);
    }
    header(0, 0, Attributes.generated(0), 1, 0, TRAILER);
    pad(512);
  }

  /**
   * Refuses files that are too large for the format, before anything is written.
   *
   * @throws LayerException naming the file, and what brought it
   */
  static void checkSizes(FileTree tree) throws LayerException {
    for (Map.Entry<String, Placed> e : tree.entries().entrySet()) {
      Placed placed = e.getValue();
      if (placed.node() instanceof RegularFile f && f.content().length() > MAX_FILE) {
        throw new LayerException(
            placed.origin()
                + ": "
                + FormatException.quote("/" + e.getKey())
                + " has "
                + f.content().length()
                + " bytes; a file of an initramfs has at most "
                + MAX_FILE);
      }
    }
  }

  private void entry(String path, Node node, int inode, HardLinks links) throws IOException {
    Attributes a = node.attributes();
    switch (node) {
      case Directory d -> header(inode, 0040000, a, 2, 0, path);
      case Symlink l -> {
        byte[] target = l.target().getBytes(StandardCharsets.UTF_8);
        header(inode, 0120000, a, 1, target.length, path);
        write(target);
        pad(4);
      }
      case RegularFile f -> file(path, f, inode, links.paths(f));
    }
  }

  private void file(String path, RegularFile file, int inode, List<String> names)
      throws IOException {
    boolean last = names.getLast().equals(path);
    long length = last ? file.content().length() : 0;
    header(inode, 0100000, file.attributes(), names.size(), length, path);
    if (last) {
      file.content().writeTo(out);
      written += length;
      pad(4);
    }
  }

  private void header(int inode, int type, Attributes a, int links, long size, String name)
      throws IOException {
    byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
    boolean trailer = name.equals(TRAILER);
    StringBuilder h = new StringBuilder("070701");
    field(h, inode);
    field(h, type | a.mode());
    field(h, a.uid());
    field(h, a.gid());
    field(h, links);
    field(h, trailer ? 0 : Math.min(a.mtime(), MAX_FILE));
    field(h, size);
    for (int device = 0; device < 4; device++) {
      field(h, 0);
    }
    field(h, nameBytes.length + 1L);
    field(h, 0);
    write(h.toString().getBytes(StandardCharsets.US_ASCII));
    write(nameBytes);
    write(new byte[1]);
    pad(4);
  }

  private static void field(StringBuilder header, long value) {
    String hex = Long.toHexString(value).toUpperCase(java.util.Locale.ROOT);
    header.repeat('0', 8 - hex.length()).append(hex);
  }

  private void write(byte[] bytes) throws IOException {
    out.write(bytes);
    written += bytes.length;
  }

  private void pad(int boundary) throws IOException {
    write(new byte[(int) ((boundary - written % boundary) % boundary)]);
  }
}
