package dev.plimsoll.image.output;

import dev.plimsoll.image.layer.Attributes;
import dev.plimsoll.image.layer.FileTree;
import dev.plimsoll.image.layer.FileTree.Placed;
import dev.plimsoll.image.layer.LayerException;
import dev.plimsoll.image.layer.Node;
import dev.plimsoll.image.layer.Node.Directory;
import dev.plimsoll.image.layer.Node.RegularFile;
import dev.plimsoll.image.layer.Node.Symlink;
import dev.plimsoll.image.layer.Section;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where everything of an EROFS goes: inodes one after the other from the first metadata block, in
 * path order, then the blocks of directories and files in the same order. An inode is addressed by
 * its 32-byte slot. The last bytes of small things lie behind their inode ("inline"), in the same
 * block as its end.
 */
final class ErofsLayout {
  static final int BLOCK = 4096;
  static final int SLOT = 32;

  /** Superblock, alone in the first block. */
  static final int META_BLOCK = 1;

  /** Longer tails get a block of their own, so that inodes leave little unused. */
  private static final int MAX_INLINE = 2048;

  private final Map<Node, ErofsInode> byNode = new IdentityHashMap<>();
  private final List<ErofsInode> inodes = new ArrayList<>();
  private final Map<String, ErofsInode> byPath = new LinkedHashMap<>();
  private long metaEnd;
  private long blocks;

  private ErofsLayout() {}

  /**
   * Lays {@code tree} out.
   *
   * @throws LayerException when a file has more extended attributes than the format holds
   */
  static ErofsLayout of(FileTree tree) throws LayerException {
    ErofsLayout layout = new ErofsLayout();
    Directory root = new Directory(Attributes.generated(0755));
    layout.add("", new Placed(root, "the root", Section.BUILDER));
    for (Map.Entry<String, Placed> e : tree.entries().entrySet()) {
      layout.add(e.getKey(), e.getValue());
    }
    layout.placeInodes();
    layout.placeData();
    return layout;
  }

  private void add(String path, Placed placed) throws LayerException {
    Node node = placed.node();
    Optional<ErofsInode> known =
        node instanceof RegularFile ? Optional.ofNullable(byNode.get(node)) : Optional.empty();
    ErofsInode inode;
    if (known.isPresent()) {
      inode = known.get();
      inode.links++;
    } else {
      ErofsXattrs xattrs = ErofsXattrs.of(path, placed);
      inode = new ErofsInode(node, xattrs, inodes.size() + 1);
      inodes.add(inode);
      byNode.put(node, inode);
    }
    byPath.put(path, inode);
    if (node instanceof Directory) {
      inode.entries.put(".", inode);
      inode.entries.put("..", inode); // the root is its own parent; others are put right below
    }
    if (!path.isEmpty()) {
      ErofsInode parent = parent(path);
      parent.entries.put(path.substring(path.lastIndexOf('/') + 1), inode);
      if (node instanceof Directory) {
        inode.entries.put("..", parent);
        parent.links++;
        inode.links++;
      }
    } else {
      inode.links++;
    }
  }

  private ErofsInode parent(String path) {
    int slash = path.lastIndexOf('/');
    String parent = slash < 0 ? "" : path.substring(0, slash);
    return Optional.ofNullable(byPath.get(parent)).orElseThrow();
  }

  private void placeInodes() {
    long at = (long) META_BLOCK * BLOCK;
    for (ErofsInode inode : inodes) {
      inode.size = size(inode);
      int tail = (int) (inode.size % BLOCK);
      int head = ErofsInode.BYTES + inode.xattrs.size();
      boolean fits = head % BLOCK + tail <= BLOCK && head <= BLOCK;
      inode.inline = tail > 0 && fits && (tail <= MAX_INLINE || inode.node instanceof Symlink);
      int whole = head + (inode.inline ? tail : 0);
      if (inode.inline && at % BLOCK + whole > BLOCK) {
        at = roundUp(at, BLOCK);
      }
      inode.position = at;
      at = roundUp(at + whole, SLOT);
    }
    metaEnd = roundUp(at, BLOCK);
  }

  private static long size(ErofsInode inode) {
    return switch (inode.node) {
      case Directory d -> ErofsDirectory.size(inode.entries.keySet());
      case Symlink l -> l.target().getBytes(StandardCharsets.UTF_8).length;
      case RegularFile f -> f.content().length();
    };
  }

  private void placeData() {
    long block = metaEnd / BLOCK;
    for (ErofsInode inode : inodes) {
      long needed = inode.inline ? inode.size / BLOCK : (inode.size + BLOCK - 1) / BLOCK;
      inode.firstBlock = needed == 0 ? -1 : block;
      block += needed;
    }
    blocks = block;
  }

  static long roundUp(long value, int unit) {
    return (value + unit - 1) / unit * unit;
  }

  /** In the order in which they are written. */
  List<ErofsInode> inodes() {
    return inodes;
  }

  /** First byte behind the metadata. */
  long metaEnd() {
    return metaEnd;
  }

  /** Of the whole image. */
  long blocks() {
    return blocks;
  }
}
