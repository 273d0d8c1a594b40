package dev.plimsoll.image.layer;

/**
 * What one layer may cost its reader.
 *
 * @param maxEntries tar entries
 * @param maxPath bytes of one path
 * @param maxExpanded bytes of the uncompressed archive
 * @param maxRatio uncompressed by compressed bytes; checked once {@link #RATIO_FROM} bytes came out
 * @param maxHeader bytes of one PAX or long-name record
 */
public record LayerLimits(
    int maxEntries, int maxPath, long maxExpanded, int maxRatio, int maxHeader) {
  /** Small archives of zeros compress very well and harm nobody. */
  static final long RATIO_FROM = 64L << 20;

  /** 500,000 entries, PATH_MAX, 16 GiB, 200 times, 1 MiB. */
  public static final LayerLimits DEFAULT = new LayerLimits(500_000, 4095, 16L << 30, 200, 1 << 20);
}
