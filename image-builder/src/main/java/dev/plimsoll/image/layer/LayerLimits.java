package dev.plimsoll.image.layer;

import dev.plimsoll.formats.FormatException;
import java.util.Locale;

/**
 * What one layer may cost its reader. A layer that needs more is refused with the name of the limit
 * and of who set it.
 *
 * @param maxEntries {@code entries}: tar headers, extension records and missing parents included
 * @param maxPath {@code path}: bytes of one path or link target
 * @param maxDepth {@code depth}: parts of one path
 * @param maxExpanded {@code expanded}: bytes of the uncompressed archive, and of all its files with
 *     the holes of sparse ones
 * @param maxRatio {@code ratio}: uncompressed by compressed bytes; checked once {@link #RATIO_FROM}
 *     bytes came out
 * @param maxHeader {@code header}: bytes of one PAX or long-name record, or of one sparse map
 * @param maxXattrs {@code xattrs}: extended attributes of one file
 * @param maxXattrBytes {@code xattr-bytes}: names and values of all of them together
 * @param maxIndex {@code index}: bytes of memory that the list of a layer's files takes, about
 * @param setBy for messages
 */
public record LayerLimits(
    int maxEntries,
    int maxPath,
    int maxDepth,
    long maxExpanded,
    int maxRatio,
    int maxHeader,
    int maxXattrs,
    int maxXattrBytes,
    long maxIndex,
    String setBy) {
  /** Small archives of zeros compress very well and harm nobody. */
  static final long RATIO_FROM = 64L << 20;

  /** Two million, PATH_MAX, 256, 16 GiB, 200 times, 1 MiB, 64, 128 KiB, half the heap. */
  public static final LayerLimits DEFAULT =
      new LayerLimits(
          2_000_000,
          4095,
          256,
          16L << 30,
          200,
          1 << 20,
          64,
          128 << 10,
          Runtime.getRuntime().maxMemory() / 2,
          "the default");

  /** The rest as in {@link #DEFAULT}. */
  public LayerLimits(int maxEntries, int maxPath, long maxExpanded, int maxRatio, int maxHeader) {
    this(
        maxEntries,
        maxPath,
        DEFAULT.maxDepth,
        maxExpanded,
        maxRatio,
        maxHeader,
        DEFAULT.maxXattrs,
        DEFAULT.maxXattrBytes,
        DEFAULT.maxIndex,
        DEFAULT.setBy);
  }

  /**
   * These limits with some changed.
   *
   * @param changes e.g. {@code entries=3000000,expanded=40G}; K, M and G are powers of 1,024
   * @param by who asks, e.g. {@code --layer-limits}
   */
  public LayerLimits with(String changes, String by) throws FormatException {
    LayerLimits limits = this;
    for (String change : changes.split(",", -1)) {
      int equals = change.indexOf('=');
      if (equals < 0) {
        throw new FormatException(by, FormatException.quote(change) + ": wanted NAME=NUMBER");
      }
      limits = limits.with(change.substring(0, equals), number(change, equals + 1, by), by);
    }
    return limits;
  }

  private LayerLimits with(String name, long n, String by) throws FormatException {
    LayerLimits l = this;
    int small = (int) Math.min(n, Integer.MAX_VALUE);
    return switch (name) {
      case "entries" -> l.of(small, l.maxPath, l.maxDepth, l.maxExpanded, l.maxRatio, by);
      case "path" -> l.of(l.maxEntries, small, l.maxDepth, l.maxExpanded, l.maxRatio, by);
      case "depth" -> l.of(l.maxEntries, l.maxPath, small, l.maxExpanded, l.maxRatio, by);
      case "expanded" -> l.of(l.maxEntries, l.maxPath, l.maxDepth, n, l.maxRatio, by);
      case "ratio" -> l.of(l.maxEntries, l.maxPath, l.maxDepth, l.maxExpanded, small, by);
      case "header" -> l.records(Math.min(small, 64 << 20), l.maxXattrs, l.maxXattrBytes, by);
      case "xattrs" -> l.records(l.maxHeader, small, l.maxXattrBytes, by);
      case "xattr-bytes" -> l.records(l.maxHeader, l.maxXattrs, small, by);
      case "index" -> l.index(n, by);
      default ->
          throw new FormatException(
              by,
              FormatException.quote(name)
                  + " is no limit; wanted entries, path, depth, expanded, ratio, header, xattrs,"
                  + " xattr-bytes or index");
    };
  }

  private LayerLimits of(int entries, int path, int depth, long expanded, int ratio, String by) {
    return new LayerLimits(
        entries, path, depth, expanded, ratio, maxHeader, maxXattrs, maxXattrBytes, maxIndex, by);
  }

  private LayerLimits records(int header, int xattrs, int xattrBytes, String by) {
    return new LayerLimits(
        maxEntries,
        maxPath,
        maxDepth,
        maxExpanded,
        maxRatio,
        header,
        xattrs,
        xattrBytes,
        maxIndex,
        by);
  }

  private LayerLimits index(long index, String by) {
    return new LayerLimits(
        maxEntries,
        maxPath,
        maxDepth,
        maxExpanded,
        maxRatio,
        maxHeader,
        maxXattrs,
        maxXattrBytes,
        index,
        by);
  }

  private static long number(String change, int from, String by) throws FormatException {
    String text = change.substring(from).toUpperCase(Locale.ROOT);
    int unit = text.isEmpty() ? -1 : "KMG".indexOf(text.charAt(text.length() - 1));
    String digits = unit < 0 ? text : text.substring(0, text.length() - 1);
    if (digits.isEmpty() || digits.length() > 12 || !digits.chars().allMatch(Character::isDigit)) {
      throw new FormatException(
          by, FormatException.quote(change) + ": wanted a number, with K, M or G after it or not");
    }
    return Long.parseLong(digits) << 10 * (unit + 1);
  }

  /**
   * A refusal, e.g. {@code layer 2 has more than 50 entries (layer limit entries, the default)}.
   */
  LayerException exceeded(String what, String found, String limit) {
    return new LayerException(what + ": " + found + " (layer limit " + limit + ", " + setBy + ")");
  }
}
