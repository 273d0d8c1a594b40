package dev.plimsoll.kernel.config;

import java.util.Arrays;

/**
 * Option lines in file order with an open-addressing index over their names. Only offsets are kept;
 * the bytes stay in the text.
 */
final class OptionTable {
  /** Longest run of occupied places; a real configuration stays below 40. */
  static final int MAX_PROBES = 512;

  private static final int FIELDS = 4;

  private final byte[] text;
  private long[] hashes;
  private int[] lines;
  private int[] index;
  private int size;

  OptionTable(byte[] text, int expected) {
    this.text = text;
    this.hashes = new long[expected];
    this.lines = new int[expected * FIELDS];
    this.index = new int[Integer.highestOneBit(Math.max(8, expected)) << 2];
  }

  int size() {
    return size;
  }

  int nameStart(int slot) {
    return lines[slot * FIELDS];
  }

  int nameEnd(int slot) {
    return lines[slot * FIELDS + 1];
  }

  /** End of the value; 0 when the line says "is not set". */
  int valueEnd(int slot) {
    return lines[slot * FIELDS + 2];
  }

  int line(int slot) {
    return lines[slot * FIELDS + 3];
  }

  int find(OptionName name) {
    int mask = index.length - 1;
    for (int i = place(name.hash(), mask); index[i] != 0; i = (i + 1) & mask) {
      int slot = index[i] - 1;
      if (hashes[slot] == name.hash() && name.matches(text, nameStart(slot), nameEnd(slot))) {
        return slot;
      }
    }
    return -1;
  }

  /**
   * Adds a line.
   *
   * @return -1; or the slot of an earlier line for the same option, when nothing was added; or -2
   *     when too many names share a place
   */
  int add(long hash, int nameStart, int nameEnd, int valueEnd, int line) {
    int mask = index.length - 1;
    int i = place(hash, mask);
    for (int probes = 0; index[i] != 0; i = (i + 1) & mask) {
      int slot = index[i] - 1;
      if (hashes[slot] == hash
          && Arrays.equals(text, nameStart(slot), nameEnd(slot), text, nameStart, nameEnd)) {
        return slot;
      }
      if (++probes > MAX_PROBES) {
        return -2;
      }
    }
    if (size == hashes.length) {
      grow();
      return add(hash, nameStart, nameEnd, valueEnd, line);
    }
    hashes[size] = hash;
    int at = size * FIELDS;
    lines[at] = nameStart;
    lines[at + 1] = nameEnd;
    lines[at + 2] = valueEnd;
    lines[at + 3] = line;
    index[i] = ++size;
    return -1;
  }

  private void grow() {
    hashes = Arrays.copyOf(hashes, size * 2);
    lines = Arrays.copyOf(lines, size * 2 * FIELDS);
    index = new int[index.length * 2];
    int mask = index.length - 1;
    for (int slot = 0; slot < size; slot++) {
      int i = place(hashes[slot], mask);
      while (index[i] != 0) {
        i = (i + 1) & mask;
      }
      index[i] = slot + 1;
    }
  }

  private static int place(long hash, int mask) {
    return (int) (hash >>> 7) & mask;
  }
}
