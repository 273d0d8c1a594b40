package dev.plimsoll.image.layer;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The links by which distributions merge {@code /bin}, {@code /sbin} and {@code /lib*} into {@code
 * /usr}: the only symbolic links that a path may lead through. {@code lib → usr/lib} (or {@code
 * /usr/lib}), {@code lib64 → usr/lib}, {@code usr/sbin → bin} and the like. Not thread-safe.
 */
final class UsrMerge {
  private static final Set<String> NAMES = Set.of("bin", "sbin", "lib", "lib32", "lib64", "libx32");
  private static final String USR = "usr/";

  /** Longest chain: {@code lib64 → usr/lib64 → usr/lib}. */
  private static final int MAX_STEPS = 3;

  private final Map<String, String> links = new HashMap<>();

  UsrMerge() {}

  UsrMerge(UsrMerge other) {
    links.putAll(other.links);
  }

  /** Where a symbolic link at {@code path} merges it to; empty: it is a link like any other. */
  static Optional<String> target(String path, String link) {
    boolean absolute = link.startsWith("/");
    boolean below = path.startsWith(USR);
    if (!NAMES.contains(below ? path.substring(USR.length()) : path)) {
      return Optional.empty();
    }
    String plain = link.substring(absolute ? 1 : 0, link.length() - (link.endsWith("/") ? 1 : 0));
    String full = below && !absolute ? USR + plain : plain;
    boolean known = full.startsWith(USR) && NAMES.contains(full.substring(USR.length()));
    return known && !full.equals(path) ? Optional.of(full) : Optional.empty();
  }

  /** Whether such a link may stand at {@code path}. */
  static boolean isCandidate(String path) {
    return NAMES.contains(path.startsWith(USR) ? path.substring(USR.length()) : path);
  }

  /** Notes what now stands at {@code path}. */
  void note(String path, Node node) {
    Optional<String> target =
        node instanceof Node.Symlink l ? target(path, l.target()) : Optional.empty();
    if (target.isPresent()) {
      links.put(path, target.get());
    } else {
      forget(path);
    }
  }

  void forget(String path) {
    if (!links.isEmpty()) {
      links.remove(path);
    }
  }

  void forgetBelowUsr() {
    links.keySet().removeIf(path -> path.startsWith(USR));
  }

  boolean isEmpty() {
    return links.isEmpty();
  }

  /** Whether two links at {@code path}, written differently or not, merge it to the same place. */
  static boolean sameTarget(String path, Node.Symlink a, Node.Symlink b) {
    return target(path, a.target()).equals(target(path, b.target()));
  }

  /** Where {@code path} really lies; a link at its own end is not followed. */
  String resolve(String path) {
    String at = path;
    for (int step = 0; step < MAX_STEPS && !links.isEmpty(); step++) {
      int slash = at.indexOf('/', at.startsWith(USR) ? USR.length() : 0);
      Optional<String> link =
          slash < 0 ? Optional.empty() : Optional.ofNullable(links.get(at.substring(0, slash)));
      if (link.isEmpty()) {
        return at;
      }
      at = link.get() + at.substring(slash);
    }
    return at;
  }

  /** As {@link #resolve}, and a link at the end is followed too: for what is a directory. */
  String follow(String path) {
    if (links.isEmpty()) {
      return path;
    }
    String at = resolve(path + "/");
    return at.substring(0, at.length() - 1);
  }
}
