package dev.plimsoll.image.output;

import dev.plimsoll.image.layer.FileTree;
import dev.plimsoll.image.layer.FileTree.Placed;
import dev.plimsoll.image.layer.Node;
import dev.plimsoll.image.layer.TreeBuilder;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Cuts a tree into one for each location of the specification. */
final class SectionTrees {
  private SectionTrees() {}

  /**
   * The parts of {@code tree} in the order in which their first paths come. Each has the parents of
   * its entries, with the attributes that the whole tree gives them: the kernel makes none by
   * itself, and a directory that comes twice must not change.
   */
  static List<FileTree> of(FileTree tree) throws IOException {
    Map<String, TreeBuilder> parts = new LinkedHashMap<>();
    for (Map.Entry<String, Placed> e : tree.entries().entrySet()) {
      Placed placed = e.getValue();
      TreeBuilder part = parts.computeIfAbsent(placed.section().location(), l -> new TreeBuilder());
      part.begin(placed.section());
      addParents(tree, e.getKey(), part);
      part.add(e.getKey(), placed.node(), placed.origin());
    }
    return parts.values().stream().map(TreeBuilder::build).toList();
  }

  private static void addParents(FileTree tree, String path, TreeBuilder part) throws IOException {
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      String parent = path.substring(0, slash);
      if (part.find(parent).isEmpty()) {
        Optional<Placed> placed = Optional.ofNullable(tree.entries().get(parent));
        Node node = placed.orElseThrow().node();
        part.add(parent, node, placed.get().origin());
      }
    }
  }
}
