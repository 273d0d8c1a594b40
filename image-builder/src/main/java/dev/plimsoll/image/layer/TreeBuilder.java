package dev.plimsoll.image.layer;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.layer.FileTree.Placed;
import dev.plimsoll.image.layer.Node.Directory;
import dev.plimsoll.image.layer.Node.RegularFile;
import dev.plimsoll.image.layer.Node.Symlink;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Puts a {@link FileTree} together. Nothing can be placed outside the tree or through a symbolic
 * link, and two sources that disagree about a path are an error that names both: which of them wins
 * must never depend on the order of a list.
 *
 * <p>The exception is the merge of {@code /usr}: when one source has {@code lib → usr/lib} (also
 * {@code bin}, {@code sbin}, {@code lib32}, {@code lib64}, {@code libx32}), what another brings
 * below {@code lib/} lies in {@code usr/lib/}, whichever came first. Not thread-safe.
 */
public final class TreeBuilder {
  /** A directory that was made because something lies below it; a described one replaces it. */
  private static final Directory IMPLIED = new Directory(Attributes.generated(0755));

  private NavigableMap<String, Placed> entries = new TreeMap<>();
  private UsrMerge merges = new UsrMerge();
  private boolean built;
  private Section section = Section.BUILDER;

  /** What is placed from now on belongs to {@code next}. */
  public void begin(Section next) {
    section = next;
  }

  /** Adds one node; a directory may meet a directory, everything else must be new or the same. */
  public void add(String path, Node node, String origin) throws IOException {
    add(path, new Placed(node, origin, section));
  }

  private void add(String path, Placed placed) throws IOException {
    Node node = placed.node();
    String at = place(path, node);
    requireDirectories(at, placed.origin());
    Optional<Placed> before = placed(at);
    if (before.isEmpty() || before.get().node() == IMPLIED && node instanceof Directory) {
      enter(at, placed);
    } else if (before.get().node() instanceof Directory && node instanceof Directory) {
      return; // the first to describe a directory sets its attributes
    } else if (before.get().node() instanceof Directory && isMerge(at, node)) {
      merge(at, placed);
    } else if (!same(at, before.get().node(), node)) {
      throw new LayerException(
          quoted(at)
              + " comes both from "
              + before.get().origin()
              + " and from "
              + placed.origin()
              + ", and they differ");
    }
  }

  /** The directory {@code path} becomes a link, and what it had goes where the link leads. */
  private void merge(String path, Placed link) throws IOException {
    NavigableMap<String, Placed> moved = new TreeMap<>(below(path));
    remove(path);
    enter(path, link);
    for (Map.Entry<String, Placed> e : moved.entrySet()) {
      add(e.getKey(), e.getValue());
    }
  }

  /** Adds {@code node} in place of what stands at {@code path}, for files that a spec sets. */
  public void set(String path, Node node, String origin) throws IOException {
    String at = place(path, node);
    requireDirectories(at, origin);
    Optional<Placed> before = placed(at);
    boolean wasDirectory = before.isPresent() && before.get().node() instanceof Directory;
    if (wasDirectory && !(node instanceof Directory)) {
      throw new LayerException(
          origin + ": " + quoted(path) + " is a directory from " + before.get().origin());
    }
    if (before.isPresent() && !wasDirectory && node instanceof Directory) {
      throw new LayerException(
          origin + ": " + quoted(path) + " is a file from " + before.get().origin());
    }
    enter(at, new Placed(node, origin, section));
  }

  /**
   * Adds a whole tree below the directory {@code prefix}; empty: at the root. Hard links within the
   * tree stay; what is added twice, or to two places, is two files.
   */
  public void addAll(FileTree tree, String prefix) throws IOException {
    Map<RegularFile, RegularFile> files = new IdentityHashMap<>();
    for (Map.Entry<String, Placed> e : tree.entries().entrySet()) {
      String path = prefix.isEmpty() ? e.getKey() : prefix + "/" + e.getKey();
      Node node = e.getValue().node();
      if (node instanceof RegularFile f) {
        RegularFile copy = new RegularFile(f.attributes(), f.content());
        RegularFile first = files.putIfAbsent(f, copy);
        node = first == null ? copy : first;
      }
      add(path, node, e.getValue().origin());
    }
  }

  /** Makes {@code path} and its parents directories with {@code mode} where nothing is there. */
  public void ensureDirectory(String path, int mode, String origin) throws IOException {
    if (find(path).isEmpty()) {
      add(path, new Directory(Attributes.generated(mode)), origin);
    }
  }

  /** What stands at {@code path}; a merge such as {@code lib → usr/lib} on the way is followed. */
  public Optional<Node> find(String path) {
    return placed(merges.resolve(path)).map(Placed::node);
  }

  /** The tree as it is now; this may go on. */
  public FileTree build() {
    built = true;
    return new FileTree(entries, merges);
  }

  /** Whether a path may lead through a merge of {@code /usr}. */
  boolean isMerged() {
    return !merges.isEmpty();
  }

  /** Forgets {@code path} and everything below it; of a link, not what it leads to. */
  void remove(String path) {
    String at = merges.resolve(path);
    clear(at);
    entries.remove(at);
    merges.forget(at);
  }

  /** Forgets what lies below the directory {@code path}; empty: everything. */
  void removeBelow(String path) {
    if (path.isEmpty()) {
      change();
      entries.clear();
      merges = new UsrMerge();
    } else {
      clear(merges.follow(path));
    }
  }

  private void clear(String directory) {
    change();
    below(directory).clear();
    if (directory.equals("usr")) {
      merges.forgetBelowUsr();
    }
  }

  /** Puts a node of a later layer over what earlier ones have. */
  void put(String path, Node node, String origin) throws LayerException {
    String at = place(path, node);
    requireDirectories(at, origin);
    if (!(node instanceof Directory)
        && placed(at).filter(p -> p.node() instanceof Directory).isPresent()) {
      clear(at);
    }
    enter(at, new Placed(node, origin, section));
  }

  /** Where {@code node} goes when it is meant for {@code path}. */
  private String place(String path, Node node) {
    return node instanceof Directory ? merges.follow(path) : merges.resolve(path);
  }

  private void enter(String path, Placed placed) {
    change();
    entries.put(path, placed);
    if (UsrMerge.isCandidate(path)) {
      merges.note(path, placed.node());
    }
  }

  /** A tree that was handed out stays as it was. */
  private void change() {
    if (built) {
      entries = new TreeMap<>(entries);
      merges = new UsrMerge(merges);
      built = false;
    }
  }

  private Optional<Placed> placed(String path) {
    return Optional.ofNullable(entries.get(path));
  }

  private NavigableMap<String, Placed> below(String path) {
    return entries.subMap(path + "/", true, path + "0", false); // '0' follows '/'
  }

  /** Every parent of {@code path} must be a real directory; the missing ones are made. */
  private void requireDirectories(String path, String origin) throws LayerException {
    String parent = LayerPath.parent(path);
    if (parent.isEmpty()) {
      return;
    }
    Optional<Placed> there = placed(parent);
    if (there.isEmpty()) {
      requireDirectories(parent, origin);
      enter(parent, new Placed(IMPLIED, origin, section));
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

  private static boolean isMerge(String path, Node node) {
    return node instanceof Symlink l && UsrMerge.target(path, l.target()).isPresent();
  }

  /** Times may differ: two packages that ship the same file are no conflict. */
  private static boolean same(String path, Node a, Node b) throws IOException {
    if (isMerge(path, a) && isMerge(path, b)) {
      return UsrMerge.sameTarget(path, (Symlink) a, (Symlink) b);
    }
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
    if (a.length() != b.length() || a.equals(b)) {
      return a.length() == b.length();
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
