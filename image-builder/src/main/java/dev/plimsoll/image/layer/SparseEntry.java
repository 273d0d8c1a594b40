package dev.plimsoll.image.layer;

import dev.plimsoll.image.layer.SparseMap.Extent;
import java.util.ArrayList;
import java.util.List;

/**
 * A sparse file while its map is read (GNU tar manual, "Storing Sparse Files"): old GNU headers of
 * type {@code S}, or PAX 0.0, 0.1 and 1.0. Not thread-safe.
 */
final class SparseEntry {
  /** Offset and length of one piece of data in an old GNU header, octal or base-256. */
  private static final int FIELD = 12;

  private final String what;
  private final LayerLimits limits;
  private final String name;
  private final Attributes attributes;
  private final long length;
  private final List<Extent> extents = new ArrayList<>();
  private long stored;
  private long mapBytes;
  private long number;
  private boolean digits;
  private long pairs = -1;
  private long offset = -1;

  /**
   * @param length of the file with its holes
   * @param stored bytes in the archive, a map in the data included
   */
  SparseEntry(
      String name,
      Attributes attributes,
      long length,
      long stored,
      String what,
      LayerLimits limits) {
    this.name = name;
    this.attributes = attributes;
    this.length = length;
    this.stored = stored;
    this.what = what;
    this.limits = limits;
  }

  String name() {
    return name;
  }

  Attributes attributes() {
    return attributes;
  }

  /** Bytes of data that follow the map. */
  long stored() {
    return stored;
  }

  /** {@code count} pairs of an old GNU header from {@code at} on; an empty one ends them. */
  void addPairs(TarHeader header, int at, int count) throws LayerException {
    grow(count * 2L * FIELD);
    for (int i = 0; i < count; i++) {
      int pair = at + i * 2 * FIELD;
      if (header.isEmpty(pair + FIELD)) {
        return;
      }
      add(
          header.number(pair, FIELD, "sparse offset"),
          header.number(pair + FIELD, FIELD, "sparse length"));
    }
  }

  /** The numbers of a PAX 0.0 or 0.1 map. */
  void addNumbers(List<Long> numbers) throws LayerException {
    if (numbers.size() % 2 != 0) {
      throw bad("has a map of an odd number of numbers");
    }
    for (int i = 0; i < numbers.size(); i += 2) {
      add(numbers.get(i), numbers.get(i + 1));
    }
  }

  /** One block of a PAX 1.0 map, decimal numbers a line; true when it was the last. */
  boolean addMapBlock(byte[] block) throws LayerException {
    grow(block.length);
    stored -= block.length;
    if (stored < 0) {
      throw bad("has a map that is longer than its data");
    }
    for (byte b : block) {
      if (b >= '0' && b <= '9' && number < Long.MAX_VALUE / 10 - 9) {
        number = number * 10 + (b - '0');
        digits = true;
      } else if (b == '\n' && digits) {
        endNumber();
        number = 0;
        digits = false;
        if (pairs == 0 && offset < 0) {
          return true; // the rest of the block is padding
        }
      } else {
        throw bad("has a malformed map");
      }
    }
    return false;
  }

  private void endNumber() throws LayerException {
    if (pairs < 0) {
      pairs = number;
    } else if (offset < 0) {
      offset = number;
    } else {
      add(offset, number);
      offset = -1;
      pairs--;
    }
  }

  private void add(long at, long bytes) throws LayerException {
    long end = extents.isEmpty() ? 0 : extents.getLast().offset() + extents.getLast().length();
    if (at < end || bytes < 0 || at > length - bytes) {
      throw bad("has a map with data at " + at + "+" + bytes + " of " + length + " bytes");
    }
    extents.add(new Extent(at, bytes));
  }

  private void grow(long bytes) throws LayerException {
    mapBytes += bytes;
    if (mapBytes > limits.maxHeader()) {
      String found = "the sparse file " + quoted() + " has a map of more than ";
      throw limits.exceeded(what, found + limits.maxHeader() + " bytes", "header");
    }
  }

  SparseMap map() throws LayerException {
    SparseMap map = new SparseMap(length, extents);
    if (map.stored() != stored) {
      throw bad("has a map of " + map.stored() + " bytes of data, stored are " + stored);
    }
    return map;
  }

  private LayerException bad(String why) {
    return new LayerException(what + ": the sparse file " + quoted() + " " + why);
  }

  private String quoted() {
    return dev.plimsoll.formats.FormatException.quote(name);
  }
}
