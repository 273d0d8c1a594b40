package dev.plimsoll.image.output;

import dev.plimsoll.image.layer.FileTree;
import dev.plimsoll.image.layer.FileTree.Placed;
import dev.plimsoll.image.layer.Node.RegularFile;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Which paths of a tree are one file; in path order, so that writers agree on the first. */
final class HardLinks {
  private final Map<RegularFile, List<String>> paths = new IdentityHashMap<>();

  static HardLinks of(FileTree tree) {
    HardLinks links = new HardLinks();
    for (Map.Entry<String, Placed> e : tree.entries().entrySet()) {
      if (e.getValue().node() instanceof RegularFile file) {
        links.paths.computeIfAbsent(file, f -> new ArrayList<>()).add(e.getKey());
      }
    }
    return links;
  }

  /** All paths of {@code file}, in path order. */
  List<String> paths(RegularFile file) {
    return paths.getOrDefault(file, List.of());
  }
}
