package dev.plimsoll.image.layer;

import java.util.List;

/**
 * Where the data of a sparse file lies in it; the data itself is stored end to end.
 *
 * @param length of the whole file
 * @param extents by ascending offset, apart from each other, within the file
 */
public record SparseMap(long length, List<Extent> extents) {
  /** {@code length} bytes of data at {@code offset} of the file. */
  public record Extent(long offset, long length) {}

  public SparseMap {
    extents = List.copyOf(extents);
    long end = 0;
    for (Extent e : extents) {
      if (e.offset < end || e.length < 0 || e.offset > length - e.length) {
        throw new IllegalArgumentException(
            "data at " + e.offset + "+" + e.length + " in a file of " + length + " bytes");
      }
      end = e.offset + e.length;
    }
  }

  /** Bytes of data. */
  long stored() {
    long sum = 0;
    for (Extent e : extents) {
      sum += e.length;
    }
    return sum;
  }
}
