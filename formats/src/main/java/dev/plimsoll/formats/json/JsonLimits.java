package dev.plimsoll.formats.json;

/**
 * What a JSON text may cost its reader.
 *
 * @param maxBytes size of the text
 * @param maxDepth nesting of arrays and objects
 * @param maxValues values of every kind, together
 */
public record JsonLimits(int maxBytes, int maxDepth, int maxValues) {
  /** For documents of our own and of users: 32 MiB, depth 64, two million values. */
  public static final JsonLimits DOCUMENT = new JsonLimits(32 << 20, 64, 2_000_000);

  /** For requests from strangers: 256 KiB, depth 8, 10,000 values. */
  public static final JsonLimits REQUEST = new JsonLimits(256 << 10, 8, 10_000);
}
