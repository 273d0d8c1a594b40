package dev.plimsoll.kernel.source;

import java.io.IOException;

/** One LZ4 block (lz4 doc/lz4_Block_format.md): sequences of literals and matches. */
final class Lz4Block {
  private static final int MIN_MATCH = 4;

  private Lz4Block() {}

  /**
   * Unpacks the first {@code length} bytes of {@code in} into {@code out}.
   *
   * @return how many bytes were written
   * @throws IOException when the block is damaged or larger than {@code out}
   */
  static int unpack(byte[] in, int length, byte[] out) throws IOException {
    int ip = 0;
    int op = 0;
    while (ip < length) {
      int token = in[ip++] & 0xff;
      int literals = token >>> 4;
      if (literals == 15) {
        int more;
        do {
          more = byteAt(in, ip++, length);
          literals += more;
        } while (more == 255 && literals <= out.length);
      }
      if (literals > length - ip || literals > out.length - op) {
        throw damaged();
      }
      System.arraycopy(in, ip, out, op, literals);
      ip += literals;
      op += literals;
      if (ip == length) {
        return op; // the last sequence has no match
      }
      int distance = byteAt(in, ip, length) | byteAt(in, ip + 1, length) << 8;
      ip += 2;
      int match = (token & 15) + MIN_MATCH;
      if (match == 15 + MIN_MATCH) {
        int more;
        do {
          more = byteAt(in, ip++, length);
          match += more;
        } while (more == 255 && match <= out.length);
      }
      op = Overlap.copy(out, op, distance, match);
    }
    return op;
  }

  private static int byteAt(byte[] in, int at, int length) throws IOException {
    if (at >= length) {
      throw damaged();
    }
    return in[at] & 0xff;
  }

  private static IOException damaged() {
    return new IOException("an LZ4 block is damaged");
  }
}
