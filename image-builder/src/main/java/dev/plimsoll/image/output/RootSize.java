package dev.plimsoll.image.output;

import dev.plimsoll.image.layer.Content;
import dev.plimsoll.image.layer.FileTree;
import dev.plimsoll.image.layer.Node.RegularFile;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/** What the files of a tree take at the least, each counted once however many names it has. */
final class RootSize {
  private RootSize() {}

  /** Bytes with all holes written out. */
  static long full(FileTree tree) {
    return files(tree).stream().mapToLong(f -> f.content().length()).sum();
  }

  /** Bytes without holes. */
  static long data(FileTree tree) {
    return files(tree).stream().mapToLong(f -> data(f.content())).sum();
  }

  private static long data(Content content) {
    return content instanceof Content.Sparse sparse ? sparse.data().length() : content.length();
  }

  private static Set<RegularFile> files(FileTree tree) {
    Set<RegularFile> files = Collections.newSetFromMap(new IdentityHashMap<>());
    for (FileTree.Placed placed : tree.entries().values()) {
      if (placed.node() instanceof RegularFile file) {
        files.add(file);
      }
    }
    return files;
  }
}
