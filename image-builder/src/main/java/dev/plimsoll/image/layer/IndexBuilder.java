package dev.plimsoll.image.layer;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.layer.LayerEntry.Addition;
import dev.plimsoll.image.layer.LayerEntry.Implied;
import dev.plimsoll.image.layer.LayerEntry.Link;
import dev.plimsoll.image.layer.LayerEntry.Opaque;
import dev.plimsoll.image.layer.LayerEntry.Whiteout;
import dev.plimsoll.image.layer.Node.Directory;
import dev.plimsoll.image.layer.Node.RegularFile;
import dev.plimsoll.image.layer.Node.Symlink;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Collects the entries of one layer and refuses what no layer may have, whatever lies below it.
 * Memory: about 100 bytes an entry and its strings; nothing is copied from files. Not thread-safe.
 */
final class IndexBuilder {
  private static final String WHITEOUT = ".wh.";
  private static final String OPAQUE = ".wh..wh..opq";

  /** An entry with its node, content and places in lists, and a string's fixed part. */
  private static final int ENTRY_BYTES = 160;

  private static final int STRING_BYTES = 48;
  private static final int RECENT = 256;

  private final LayerFile file;
  private final long start;
  private final String what;
  private final LayerLimits limits;
  private final List<LayerEntry> entries = new ArrayList<>();

  /** Not a table of our own: names that are made to collide must not make it slow. */
  private final Map<String, LayerEntry> paths = new HashMap<>();

  private final Attributes[] recent = new Attributes[RECENT];
  private String lastParent = "";
  private long expanded;
  private long weight;

  /** {@code file} will hold the archive, unpacked; it need not be there yet. */
  IndexBuilder(LayerFile file, String what, LayerLimits limits) {
    this(file, 0, what, limits);
  }

  /** The archive begins at {@code start} in {@code file}. */
  IndexBuilder(LayerFile file, long start, String what, LayerLimits limits) {
    this.file = file;
    this.start = start;
    this.what = what;
    this.limits = limits;
  }

  /** The bytes of an entry: {@code stored} in the archive, {@code length} with its holes. */
  Content data(String name, long offset, long stored, long length) throws LayerException {
    checkSize(name, length, stored);
    expanded += length;
    return stored == 0 ? Content.EMPTY : new Content.Slice(file, start + offset, stored);
  }

  void checkSize(String name, long length, long stored) throws LayerException {
    long most = Math.max(length, stored);
    if (most > limits.maxExpanded()) {
      String found = "the entry " + FormatException.quote(name) + " has " + most + " bytes";
      throw limits.exceeded(what, found + ", more than " + limits.maxExpanded(), "expanded");
    }
    if (most > limits.maxExpanded() - expanded) {
      String found = "its files have more than " + limits.maxExpanded() + " bytes";
      throw limits.exceeded(what, found, "expanded");
    }
  }

  /** Files of one layer mostly share owner, mode and time, so their attributes are one object. */
  Attributes attributes(int mode, int uid, int gid, long mtime, Map<String, Bytes> xattrs) {
    if (!xattrs.isEmpty()) {
      for (Map.Entry<String, Bytes> e : xattrs.entrySet()) {
        weight += 2 * STRING_BYTES + 2L * e.getKey().length() + e.getValue().size();
      }
      return new Attributes(mode, uid, gid, mtime, xattrs);
    }
    int slot = (int) (mtime * 31 + mode * 7 + uid * 3L + gid) & RECENT - 1;
    Attributes known = recent[slot];
    if (known != null
        && known.mode() == mode
        && known.uid() == uid
        && known.gid() == gid
        && known.mtime() == mtime) {
      return known;
    }
    Attributes attributes = new Attributes(mode, uid, gid, mtime, xattrs);
    recent[slot] = attributes;
    return attributes;
  }

  void addSparse(String name, Attributes attributes, Content.Sparse content) throws LayerException {
    weight += 24L * content.map().extents().size();
    add(name, '0', attributes, content, "");
  }

  void add(String name, char type, Attributes attributes, Content content, String link)
      throws LayerException {
    String path = LayerPath.of(name, what, limits);
    if (path.isEmpty()) {
      if (type != '5') {
        throw bad(name, "is the root and no directory");
      }
      return;
    }
    int slash = path.lastIndexOf('/');
    if (path.startsWith(WHITEOUT, slash + 1)) {
      put(name, whiteout(path, slash, name, type));
      return;
    }
    put(
        name,
        switch (type) {
          case '0' -> new Addition(path, new RegularFile(attributes, content));
          case '1' -> new Link(path, linkTarget(name, path, link));
          case '2' -> new Addition(path, new Symlink(attributes, symlinkTarget(name, link)));
          case '5' -> new Addition(path, new Directory(attributes));
          case '3', '4' -> throw bad(name, "is a device node");
          case '6' -> throw bad(name, "is a named pipe");
          default -> throw bad(name, "has the unknown type '" + printable(type) + "'");
        });
  }

  private static char printable(char type) {
    return type > ' ' && type <= '~' ? type : '?';
  }

  private LayerEntry whiteout(String path, int slash, String name, char type)
      throws LayerException {
    String parent = LayerPath.parent(path);
    if (type != '0' && type != '1') {
      throw bad(name, "is a whiteout and no regular file");
    }
    if (path.startsWith(OPAQUE, slash + 1) && path.length() == slash + 1 + OPAQUE.length()) {
      return new Opaque(path, parent);
    }
    String hidden = path.substring(slash + 1 + WHITEOUT.length());
    if (hidden.isEmpty() || hidden.equals(".") || hidden.equals("..")) {
      throw bad(name, "is a whiteout of nothing");
    }
    return new Whiteout(path, parent.isEmpty() ? hidden : parent + "/" + hidden);
  }

  /** Some writers name hard-link targets from the root of the archive. */
  private String linkTarget(String name, String path, String link) throws LayerException {
    String target = LayerPath.of(link.startsWith("/") ? link.substring(1) : link, what, limits);
    if (target.equals(path)) {
      throw bad(name, "is a hard link to itself");
    }
    return target;
  }

  private String symlinkTarget(String name, String link) throws LayerException {
    if (link.isEmpty() || LayerPath.utf8Length(link, 0, link.length()) > limits.maxPath()) {
      throw bad(name, "is a symbolic link without a usable target");
    }
    return link;
  }

  private void put(String name, LayerEntry entry) throws LayerException {
    String path = entry.path();
    requireParents(path, name);
    Optional<LayerEntry> before = Optional.ofNullable(paths.put(path, entry));
    if (before.isPresent() && !mayReplace(before.get(), entry)) {
      throw before.get() instanceof Implied
          ? bad(name, "is no directory, and other entries lie below it")
          : bad(name, "stands twice in the layer");
    }
    charge(path.length() + (entry instanceof Link l ? STRING_BYTES + l.target().length() : 0));
    entries.add(entry);
  }

  /** A directory may be described again; what an entry implied may be described. */
  private static boolean mayReplace(LayerEntry before, LayerEntry entry) {
    boolean directory = entry instanceof Addition a && a.node() instanceof Directory;
    return directory && before instanceof Addition b && b.node() instanceof Directory
        || before instanceof Implied && (directory || isMerge(entry));
  }

  private static boolean isMerge(LayerEntry entry) {
    return entry instanceof Addition a
        && a.node() instanceof Symlink link
        && UsrMerge.target(a.path(), link.target()).isPresent();
  }

  /** Every parent in this layer is a directory, described or not, so that order does not matter. */
  private void requireParents(String path, String name) throws LayerException {
    String parent = LayerPath.parent(path);
    if (parent.isEmpty() || parent.equals(lastParent)) {
      return;
    }
    Optional<LayerEntry> there = Optional.ofNullable(paths.get(parent));
    if (there.isEmpty()) {
      if (parent.startsWith(WHITEOUT, parent.lastIndexOf('/') + 1)) {
        throw bad(name, "lies below a whiteout");
      }
      requireParents(parent, name);
      charge(parent.length());
      paths.put(parent, new Implied(parent));
    } else if (!isDirectory(there.get())) {
      throw new LayerException(
          what
              + ": "
              + FormatException.quote("/" + path)
              + " lies below "
              + FormatException.quote("/" + parent)
              + ", which is "
              + kind(there.get())
              + " of the same layer");
    }
    lastParent = parent;
  }

  private static boolean isDirectory(LayerEntry entry) {
    return entry instanceof Implied
        || entry instanceof Addition a && a.node() instanceof Directory
        || isMerge(entry);
  }

  private static String kind(LayerEntry entry) {
    return switch (entry) {
      case Addition a -> a.node() instanceof Symlink ? "a symbolic link" : "a file";
      case Link l -> "a hard link";
      case Whiteout w -> "a whiteout";
      case Opaque o -> "a whiteout";
      case Implied i -> "a directory";
    };
  }

  private void charge(int characters) throws LayerException {
    weight += ENTRY_BYTES + STRING_BYTES + characters;
    if (paths.size() >= limits.maxEntries()) {
      throw limits.exceeded(what, "has more than " + limits.maxEntries() + " entries", "entries");
    }
    if (weight > limits.maxIndex()) {
      String found = "the list of its files takes more than " + limits.maxIndex() + " bytes";
      throw limits.exceeded(what, found + " of memory", "index");
    }
  }

  LayerIndex build() {
    return new LayerIndex(entries, weight);
  }

  private LayerException bad(String name, String why) {
    return new LayerException(what + ": the entry " + FormatException.quote(name) + " " + why);
  }
}
