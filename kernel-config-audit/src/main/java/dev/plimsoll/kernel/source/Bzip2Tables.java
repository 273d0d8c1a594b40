package dev.plimsoll.kernel.source;

import java.io.IOException;

/** The Huffman tables at the head of a bzip2 block, and which of them each group uses. */
final class Bzip2Tables {
  private static final int MAX_LENGTH = 20;
  private static final int MAX_SELECTORS = 18_002;

  private byte[] used = new byte[0];
  private byte[] selectors = new byte[0];
  private Table[] tables = new Table[0];

  /** Codes of up to this many bits are looked up at once. */
  private static final int FAST = 10;

  /**
   * Canonical codes: for each length the largest code, and where its symbols start.
   *
   * @param fast for each run of {@link #FAST} bits {@code symbol << 5 | length}; 0: a longer code
   */
  private record Table(int[] limit, int[] base, int[] symbols, int[] fast) {}

  /** The bytes that occur in the block, in order; a copy that may be changed. */
  byte[] used() {
    return used.clone();
  }

  void read(Bzip2Stream in) throws IOException {
    used = usedBytes(in);
    int groups = in.bits(3);
    int count = in.bits(15);
    if (groups < 2 || groups > 6 || count == 0 || used.length == 0) {
      throw new IOException("the head of a bzip2 block is damaged");
    }
    selectors = selectors(in, groups, count);
    tables = new Table[groups];
    for (int g = 0; g < groups; g++) {
      tables[g] = table(lengths(in, used.length + 2));
    }
  }

  int symbol(Bzip2Stream in, int group) throws IOException {
    if (group >= selectors.length) {
      throw new IOException("a bzip2 block has too few selectors");
    }
    Table t = tables[selectors[group]];
    int window = in.peek(MAX_LENGTH);
    int found = t.fast[window >>> (MAX_LENGTH - FAST)];
    if (found != 0) {
      in.drop(found & 31);
      return found >>> 5;
    }
    for (int length = FAST + 1; length <= MAX_LENGTH; length++) {
      int code = window >>> (MAX_LENGTH - length);
      int at = code - t.base[length];
      if (code <= t.limit[length] && at >= 0 && at < t.symbols.length) {
        in.drop(length);
        return t.symbols[at];
      }
    }
    throw new IOException("no such code in a bzip2 block");
  }

  private static byte[] usedBytes(Bzip2Stream in) throws IOException {
    int ranges = in.bits(16);
    byte[] found = new byte[256];
    int n = 0;
    for (int r = 0; r < 16; r++) {
      if ((ranges >> (15 - r) & 1) != 0) {
        int inRange = in.bits(16);
        for (int b = 0; b < 16; b++) {
          if ((inRange >> (15 - b) & 1) != 0) {
            found[n++] = (byte) (r * 16 + b);
          }
        }
      }
    }
    return java.util.Arrays.copyOf(found, n);
  }

  private static byte[] selectors(Bzip2Stream in, int groups, int count) throws IOException {
    byte[] front = {0, 1, 2, 3, 4, 5};
    byte[] selectors = new byte[Math.min(count, MAX_SELECTORS)];
    for (int i = 0; i < count; i++) {
      int at = 0;
      while (in.bits(1) != 0) {
        if (++at >= groups) {
          throw new IOException("a bzip2 block selects a table that it does not have");
        }
      }
      byte chosen = front[at];
      System.arraycopy(front, 0, front, 1, at);
      front[0] = chosen;
      if (i < MAX_SELECTORS) { // bzip2 1.0.8 reads and drops what is over
        selectors[i] = chosen;
      }
    }
    return selectors;
  }

  private static int[] lengths(Bzip2Stream in, int symbols) throws IOException {
    int[] lengths = new int[symbols];
    int length = in.bits(5);
    for (int i = 0; i < symbols; i++) {
      while (true) {
        if (length < 1 || length > MAX_LENGTH) {
          throw new IOException("a code length of a bzip2 block is out of range");
        }
        if (in.bits(1) == 0) {
          break;
        }
        length += in.bits(1) == 0 ? 1 : -1;
      }
      lengths[i] = length;
    }
    return lengths;
  }

  private static Table table(int[] lengths) {
    int[] limit = new int[MAX_LENGTH + 1];
    int[] base = new int[MAX_LENGTH + 1];
    int[] symbols = new int[lengths.length];
    int[] fast = new int[1 << FAST];
    int code = 0;
    int n = 0;
    for (int length = 1; length <= MAX_LENGTH; length++) {
      base[length] = code - n;
      for (int s = 0; s < lengths.length; s++) {
        if (lengths[s] == length) {
          symbols[n++] = s;
          fill(fast, code, length, s);
          code++;
        }
      }
      limit[length] = code - 1;
      code <<= 1;
    }
    return new Table(limit, base, symbols, fast);
  }

  /** Every run of bits that starts with {@code code}; a table with too many codes is cut. */
  private static void fill(int[] fast, int code, int length, int symbol) {
    if (length <= FAST) {
      int from = Math.min(fast.length, code << (FAST - length));
      int to = Math.min(fast.length, (code + 1) << (FAST - length));
      java.util.Arrays.fill(fast, from, to, symbol << 5 | length);
    }
  }
}
