package dev.plimsoll.image.layer;

import dev.plimsoll.formats.FormatException;

/** Turns the names of tar entries into tree paths, and refuses those that want out. */
final class LayerPath {
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
    if (name.length() > limits.maxPath()) {
      throw bad(what, name, "is longer than " + limits.maxPath() + " characters");
    }
    StringBuilder path = new StringBuilder();
    for (String part : name.split("/")) {
      if (part.isEmpty() || part.equals(".")) {
        continue;
      }
      if (part.equals("..")) {
        throw bad(what, name, "climbs with \"..\"");
      }
      if (part.length() > MAX_PART) {
        throw bad(what, name, "has a part longer than " + MAX_PART + " characters");
      }
      path.append(path.isEmpty() ? "" : "/").append(part);
    }
    return path.toString();
  }

  private static LayerException bad(String what, String name, String why) {
    return new LayerException(what + ": the entry name " + FormatException.quote(name) + " " + why);
  }
}
