package dev.plimsoll.image.layer;

import dev.plimsoll.formats.FormatException;

/** Turns the names of tar entries into tree paths, and refuses those that want out. */
final class LayerPath {
  /** NAME_MAX of Linux, in bytes. */
  private static final int MAX_PART = 255;

  private LayerPath() {}

  /**
   * {@code ./a/b/}, {@code a//b} and {@code a/b} are all {@code a/b}; the root is the empty path.
   * An absolute name is refused in layers, whose names are relative.
   */
  static String of(String name, String what, LayerLimits limits) throws LayerException {
    if (name.startsWith("/")) {
      throw bad(what, name, "is absolute");
    }
    if (name.length() > limits.maxPath() || utf8Length(name, 0, name.length()) > limits.maxPath()) {
      throw limits.exceeded(what, tooLong(name, limits.maxPath()), "path");
    }
    int from = name.startsWith("./") ? 2 : 0;
    int to = name.endsWith("/") ? name.length() - 1 : name.length();
    return from < to && isClean(name, from, to, what, limits)
        ? name.substring(from, to)
        : cleaned(name, what, limits);
  }

  private static String tooLong(String name, int limit) {
    return "the entry name " + FormatException.quote(name) + " is longer than " + limit + " bytes";
  }

  /** Whether the stretch is a path as it is; one pass, for nearly every name is. */
  private static boolean isClean(String name, int from, int to, String what, LayerLimits limits)
      throws LayerException {
    int depth = 0;
    for (int start = from; start <= to; ) {
      int slash = name.indexOf('/', start);
      int end = slash < 0 || slash > to ? to : slash;
      int length = end - start;
      if (length == 0 || name.charAt(start) == '.' && length <= 2) {
        return false;
      }
      checkPart(name, start, end, ++depth, what, limits);
      start = end + 1;
    }
    return true;
  }

  private static String cleaned(String name, String what, LayerLimits limits)
      throws LayerException {
    StringBuilder path = new StringBuilder();
    int depth = 0;
    for (int start = 0; start < name.length(); ) {
      int slash = name.indexOf('/', start);
      int end = slash < 0 ? name.length() : slash;
      String part = name.substring(start, end);
      if (part.equals("..")) {
        throw bad(what, name, "climbs with \"..\"");
      }
      if (!part.isEmpty() && !part.equals(".")) {
        checkPart(name, start, end, ++depth, what, limits);
        path.append(path.isEmpty() ? "" : "/").append(part);
      }
      start = end + 1;
    }
    return path.toString();
  }

  private static void checkPart(
      String name, int start, int end, int depth, String what, LayerLimits limits)
      throws LayerException {
    if (depth > limits.maxDepth()) {
      String found =
          "the entry name "
              + FormatException.quote(name)
              + " has more than "
              + limits.maxDepth()
              + " parts";
      throw limits.exceeded(what, found, "depth");
    }
    if (end - start > MAX_PART
        || (end - start) * 3 > MAX_PART && utf8Length(name, start, end) > MAX_PART) {
      throw bad(what, name, "has a part longer than " + MAX_PART + " bytes");
    }
  }

  static int utf8Length(String text, int from, int to) {
    int length = to - from;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      // half of a surrogate pair counts two of its four bytes
      length += c < 0x80 ? 0 : c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
    }
    return length;
  }

  /** The directory of {@code path}; empty: the root. */
  static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "" : path.substring(0, slash);
  }

  private static LayerException bad(String what, String name, String why) {
    return new LayerException(what + ": the entry name " + FormatException.quote(name) + " " + why);
  }
}
