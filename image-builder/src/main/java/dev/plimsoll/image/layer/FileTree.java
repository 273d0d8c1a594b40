package dev.plimsoll.image.layer;

import dev.plimsoll.image.layer.Node.RegularFile;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Files by path: immutable, sorted, every parent present and a directory. Paths have no leading or
 * trailing slash and no {@code ..}; the root itself is not listed. Paths that hold the same {@link
 * RegularFile} instance are hard links of each other.
 */
public final class FileTree {
  private final NavigableMap<String, Placed> entries;
  private final UsrMerge merges;

  /** {@code entries} must not change any more. */
  FileTree(NavigableMap<String, Placed> entries, UsrMerge merges) {
    this.entries = Collections.unmodifiableNavigableMap(entries);
    this.merges = merges;
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

  /** What stands at {@code path}; a merge such as {@code lib → usr/lib} on the way is followed. */
  public Optional<Node> find(String path) {
    return Optional.ofNullable(entries.get(merges.resolve(path))).map(Placed::node);
  }

  public Optional<RegularFile> findFile(String path) {
    return find(path).filter(RegularFile.class::isInstance).map(RegularFile.class::cast);
  }

  /** Everything below the directory {@code path}, which is not followed if it is a link. */
  public SortedMap<String, Placed> below(String path) {
    return entries.subMap(path + "/", path + "0"); // '0' follows '/'
  }

  /** This tree without {@code path} and what lies below it. */
  public FileTree without(String path) {
    NavigableMap<String, Placed> left = new TreeMap<>(entries);
    left.remove(path);
    left.subMap(path + "/", path + "0").clear();
    return new FileTree(left, merges);
  }
}
