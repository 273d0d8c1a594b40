package dev.plimsoll.kernel.source;

import java.io.IOException;

/** Copies of Lempel-Ziv formats, whose source may run into their target. */
final class Overlap {
  private Overlap() {}

  /**
   * Repeats {@code length} bytes that stand {@code distance} before {@code at}.
   *
   * @return where the next byte goes
   * @throws IOException when source or target lie outside of {@code out}
   */
  static int copy(byte[] out, int at, int distance, int length) throws IOException {
    if (distance <= 0 || distance > at || length > out.length - at) {
      throw new IOException("a match reaches outside of its block");
    }
    int from = at - distance;
    if (distance >= length) {
      System.arraycopy(out, from, out, at, length);
    } else {
      for (int i = 0; i < length; i++) {
        out[at + i] = out[from + i];
      }
    }
    return at + length;
  }
}
