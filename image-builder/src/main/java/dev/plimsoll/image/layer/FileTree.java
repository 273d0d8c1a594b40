package dev.plimsoll.image.layer;

import dev.plimsoll.image.layer.Node.RegularFile;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Files by path: immutable, sorted, every parent present and a directory. Paths have no leading or
 * trailing slash and no {@code ..}; the root itself is not listed.
 */
public final class FileTree {
  private final NavigableMap<String, Placed> entries;

  FileTree(NavigableMap<String, Placed> entries) {
    this.entries = Collections.unmodifiableNavigableMap(new TreeMap<>(entries));
  }

  /**
   * A node and where it came from.
   *
   * @param origin for messages, e.g. {@code init[1] deb:runc}
   * @param section the part of the specification that brought it
   */
  public record Placed(Node node, String origin, Section section) {}

  public NavigableMap<String, Placed> entries() {
    return entries;
  }

  public Optional<Node> find(String path) {
    return Optional.ofNullable(entries.get(path)).map(Placed::node);
  }

  public Optional<RegularFile> findFile(String path) {
    return find(path).filter(RegularFile.class::isInstance).map(RegularFile.class::cast);
  }

  /** Everything below the directory {@code path}. */
  public SortedMap<String, Placed> below(String path) {
    return entries.subMap(path + "/", path + "0"); // '0' follows '/'
  }
}
