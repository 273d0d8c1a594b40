package dev.plimsoll.kernel.source;

import java.io.IOException;

/**
 * One block of LZO1X (Linux Documentation/staging/lzo.rst, bitstream version 0, which is all that
 * lzop writes). Instructions are told apart by the top bits of their first byte and by how many
 * literals came before. Used once.
 */
final class Lzo1x {
  /** After a run of four literals or more; below: how many literals followed the last match. */
  private static final int AFTER_RUN = 4;

  private final byte[] in;
  private final int inEnd;
  private final byte[] out;
  private final int outEnd;
  private int ip;
  private int op;

  Lzo1x(byte[] in, int inEnd, byte[] out, int outEnd) {
    this.in = in;
    this.inEnd = inEnd;
    this.out = out;
    this.outEnd = outEnd;
  }

  /** Returns how many bytes were written. */
  int unpack() throws IOException {
    int state = first();
    while (true) {
      int t = next();
      if (t >= 64) {
        int distance = 1 + (t >> 2 & 7) + (next() << 3);
        state = match(distance, (t >> 5) + 1, t & 3);
      } else if (t >= 32) {
        int length = (t & 31) == 0 ? 33 + zeros() : (t & 31) + 2;
        int low = next() | next() << 8;
        state = match(1 + (low >> 2), length, low & 3);
      } else if (t >= 16) {
        int length = (t & 7) == 0 ? 9 + zeros() : (t & 7) + 2;
        int low = next() | next() << 8;
        int distance = ((t & 8) << 11) + (low >> 2);
        if (distance == 0) {
          return end(length);
        }
        state = match(distance + 0x4000, length, low & 3);
      } else if (state == 0) {
        literals(t == 0 ? 18 + zeros() : t + 3);
        state = AFTER_RUN;
      } else if (state == AFTER_RUN) {
        state = match(0x801 + (t >> 2) + (next() << 2), 3, t & 3);
      } else {
        state = match(1 + (t >> 2) + (next() << 2), 2, t & 3);
      }
    }
  }

  /** A first byte above 17 stands for a run of literals. */
  private int first() throws IOException {
    int t = inEnd > 0 ? in[0] & 0xff : 0;
    if (t <= 17) {
      return 0;
    }
    ip++;
    literals(t - 17);
    return Math.min(t - 17, AFTER_RUN);
  }

  private int end(int length) throws IOException {
    if (length != 3 || ip != inEnd) {
      throw new IOException("an LZO block ends in the wrong place");
    }
    return op;
  }

  private int match(int distance, int length, int literals) throws IOException {
    if (length > outEnd - op) {
      throw new IOException("an LZO block is larger than its head says");
    }
    op = Overlap.copy(out, op, distance, length);
    literals(literals);
    return literals;
  }

  private void literals(int count) throws IOException {
    if (count > inEnd - ip || count > outEnd - op) {
      throw new IOException("an LZO block is damaged");
    }
    System.arraycopy(in, ip, out, op, count);
    ip += count;
    op += count;
  }

  /** A length that goes on: 255 for each zero byte, and the byte that is not zero. */
  private int zeros() throws IOException {
    int sum = 0;
    int b = next();
    while (b == 0) {
      sum += 255;
      if (sum > outEnd) {
        throw new IOException("an LZO block is larger than its head says");
      }
      b = next();
    }
    return sum + b;
  }

  private int next() throws IOException {
    if (ip >= inEnd) {
      throw new IOException("an LZO block is cut off");
    }
    return in[ip++] & 0xff;
  }
}
