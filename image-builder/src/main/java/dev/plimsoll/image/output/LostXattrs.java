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
import dev.plimsoll.image.layer.TreeBuilder;
import java.io.IOException;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * What becomes of extended attributes in an initramfs, whose format has no place for them. A file
 * that loses {@code security.capability} or {@code security.ima} means something else afterwards.
 */
public enum LostXattrs {
  /** The build is refused, and the file named. */
  REFUSE,
  /** The files go in without them, as with LinuxKit: somebody has said that they may. */
  DROP;

  /**
   * Refuses {@code tree} where that is asked for.
   *
   * @throws LayerException naming the file, and what brought it
   */
  void check(FileTree tree) throws LayerException {
    if (this == DROP) {
      return;
    }
    for (Map.Entry<String, Placed> e : tree.entries().entrySet()) {
      Map<String, ?> xattrs = e.getValue().node().attributes().xattrs();
      if (!xattrs.isEmpty()) {
        throw new LayerException(
            e.getValue().origin()
                + ": "
                + FormatException.quote("/" + e.getKey())
                + " has the extended attribute "
                + FormatException.quote(xattrs.keySet().iterator().next())
                + ", which an initramfs cannot carry; a squashfs, EROFS or verity root can");
      }
    }
  }

  /** What an initramfs carries of {@code tree}. */
  FileTree carried(FileTree tree) throws IOException {
    check(tree);
    if (tree.entries().values().stream().allMatch(p -> p.node().attributes().xattrs().isEmpty())) {
      return tree;
    }
    TreeBuilder carried = new TreeBuilder();
    Map<RegularFile, RegularFile> files = new IdentityHashMap<>();
    for (Map.Entry<String, Placed> e : tree.entries().entrySet()) {
      Placed placed = e.getValue();
      carried.begin(placed.section());
      carried.add(e.getKey(), without(placed.node(), files), placed.origin());
    }
    return carried.build();
  }

  /** Hard links stay hard links: one file becomes one file. */
  private static Node without(Node node, Map<RegularFile, RegularFile> files) {
    Attributes a = node.attributes();
    Attributes bare = new Attributes(a.mode(), a.uid(), a.gid(), a.mtime(), Map.of());
    return switch (node) {
      case Directory d -> new Directory(bare);
      case Symlink l -> new Symlink(bare, l.target());
      case RegularFile f -> files.computeIfAbsent(f, file -> new RegularFile(bare, file.content()));
    };
  }
}
