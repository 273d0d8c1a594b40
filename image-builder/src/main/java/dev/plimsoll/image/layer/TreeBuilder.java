package dev.plimsoll.image.layer;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.layer.FileTree.Placed;
import dev.plimsoll.image.layer.Node.Directory;
import dev.plimsoll.image.layer.Node.RegularFile;
import dev.plimsoll.image.layer.Node.Symlink;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Puts a {@link FileTree} together. Nothing can be placed outside the tree or through a symbolic
 * link, and two sources that disagree about a path are an error that names both: which of them wins
 * must never depend on the order of a list. Not thread-safe.
 */
public final class TreeBuilder {
  private final NavigableMap<String, Placed> entries = new TreeMap<>();
  private Section section = Section.BUILDER;

  /** What is placed from now on belongs to {@code next}. */
  public void begin(Section next) {
    section = next;
  }

  /** Adds one node; a directory may meet a directory, everything else must be new or the same. */
  public void add(String path, Node node, String origin) throws IOException {
    requireDirectories(path, origin);
    Optional<Placed> before = Optional.ofNullable(entries.get(path));
    if (before.isEmpty()) {
      entries.put(path, new Placed(node, origin, section));
    } else if (before.get().node() instanceof Directory && node instanceof Directory) {
      return; // the first to make a directory sets its attributes
    } else if (!same(before.get().node(), node)) {
      throw new LayerException(
          quoted(path)
              + " comes both from "
              + before.get().origin()
              + " and from "
              + origin
              + ", and they differ");
    }
  }

  /** Adds {@code node} in place of what stands at {@code path}, for files that a spec sets. */
  public void set(String path, Node node, String origin) throws IOException {
    requireDirectories(path, origin);
    Optional<Placed> before = Optional.ofNullable(entries.get(path));
    boolean wasDirectory = before.isPresent() && before.get().node() instanceof Directory;
    if (wasDirectory && !(node instanceof Directory)) {
      throw new LayerException(
          origin + ": " + quoted(path) + " is a directory from " + before.get().origin());
    }
    if (before.isPresent() && !wasDirectory && node instanceof Directory) {
      throw new LayerException(
          origin + ": " + quoted(path) + " is a file from " + before.get().origin());
    }
    entries.put(path, new Placed(node, origin, section));
  }

  /** Adds a whole tree below the directory {@code prefix}; empty: at the root. */
  public void addAll(FileTree tree, String prefix) throws IOException {
    for (Map.Entry<String, Placed> e : tree.entries().entrySet()) {
      String path = prefix.isEmpty() ? e.getKey() : prefix + "/" + e.getKey();
      add(path, e.getValue().node(), e.getValue().origin());
    }
  }

  /** Makes {@code path} and its parents directories with {@code mode} where nothing is there. */
  public void ensureDirectory(String path, int mode, String origin) throws IOException {
    if (!entries.containsKey(path)) {
      add(path, new Directory(Attributes.generated(mode)), origin);
    }
  }

  public Optional<Node> find(String path) {
    return Optional.ofNullable(entries.get(path)).map(Placed::node);
  }

  public FileTree build() {
    return new FileTree(entries);
  }

  /** A copy of the paths below the directory {@code path}; empty path: all. */
  NavigableSet<String> below(String path) {
    return new TreeSet<>(
        path.isEmpty() ? entries.keySet() : entries.subMap(path + "/", path + "0").keySet());
  }

  /** Forgets {@code path} and everything below it. */
  void remove(String path) {
    entries.remove(path);
    entries.subMap(path + "/", path + "0").clear();
  }

  /** Forgets {@code path}, unless something lies below it. */
  void removeUnlessParent(String path) {
    if (entries.subMap(path + "/", path + "0").isEmpty()) {
      entries.remove(path);
    }
  }

  Optional<Placed> placed(String path) {
    return Optional.ofNullable(entries.get(path));
  }

  void put(String path, Node node, String origin) throws LayerException {
    requireDirectories(path, origin);
    entries.put(path, new Placed(node, origin, section));
  }

  /** Every parent of {@code path} must be a real directory; the missing ones are made. */
  private void requireDirectories(String path, String origin) throws LayerException {
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      String parent = path.substring(0, slash);
      Optional<Placed> there = Optional.ofNullable(entries.get(parent));
      if (there.isEmpty()) {
        entries.put(parent, new Placed(new Directory(Attributes.generated(0755)), origin, section));
      } else if (!(there.get().node() instanceof Directory)) {
        String kind = there.get().node() instanceof Symlink ? "a symbolic link" : "a file";
        throw new LayerException(
            origin
                + ": "
                + quoted(path)
                + " lies below "
                + quoted(parent)
                + ", which is "
                + kind
                + " from "
                + there.get().origin());
      }
    }
  }

  /** Times may differ: two packages that ship the same file are no conflict. */
  private static boolean same(Node a, Node b) throws IOException {
    Attributes x = a.attributes();
    Attributes y = b.attributes();
    if (x.mode() != y.mode() || x.uid() != y.uid() || x.gid() != y.gid()) {
      return a instanceof Symlink l && b instanceof Symlink m && l.target().equals(m.target());
    }
    return switch (a) {
      case Directory d -> b instanceof Directory;
      case Symlink l -> b instanceof Symlink m && l.target().equals(m.target());
      case RegularFile f ->
          b instanceof RegularFile g
              && x.xattrs().equals(y.xattrs())
              && sameContent(f.content(), g.content());
    };
  }

  private static boolean sameContent(Content a, Content b) throws IOException {
    if (a.length() != b.length()) {
      return false;
    }
    try (InputStream left = a.open();
        InputStream right = b.open()) {
      for (; ; ) {
        byte[] one = left.readNBytes(1 << 16);
        if (!Arrays.equals(one, right.readNBytes(1 << 16))) {
          return false;
        }
        if (one.length == 0) {
          return true;
        }
      }
    }
  }

  private static String quoted(String path) {
    return FormatException.quote("/" + path);
  }
}
