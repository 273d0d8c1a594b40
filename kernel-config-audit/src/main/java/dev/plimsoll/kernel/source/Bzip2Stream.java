package dev.plimsoll.kernel.source;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * One bzip2 stream (bzip2 1.0.8; Burrows-Wheeler blocks of up to 900 kB, Huffman tables a block).
 * The checksums of blocks and of the whole are checked; randomised blocks, which no release since
 * 0.9.5 writes, are refused.
 */
final class Bzip2Stream extends InputStream {
  private static final long BLOCK = 0x314159265359L;
  private static final long END = 0x177245385090L;
  private static final int GROUP = 50;
  private static final int[] CRC = crcTable();

  private static final int BUFFER = 1 << 13;

  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER];
  private int buffered;
  private int taken;
  private final Bzip2Tables tables = new Bzip2Tables();
  private final int[] next;
  private final int maxBlock;
  private long bits;
  private int bitCount;

  /** Bits that were made up behind the end, so that a peek may reach over it. */
  private int missing;

  private int left;
  private int cursor;
  private int run;
  private int last = -1;
  private int repeat;
  private int crc;
  private int wantedCrc;
  private int wholeCrc;
  private boolean ended;
  private boolean inBlock;

  Bzip2Stream(InputStream in) throws IOException {
    this.in = in;
    if (bits(8) != 'B' || bits(8) != 'Z' || bits(8) != 'h') {
      throw new IOException("no bzip2 stream");
    }
    int level = bits(8) - '0';
    if (level < 1 || level > 9) {
      throw new IOException("no bzip2 level");
    }
    this.maxBlock = level * 100_000;
    this.next = new int[maxBlock];
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int n = 0;
    while (n < length) {
      if (repeat > 0) {
        repeat--;
        target[offset + n++] = (byte) last;
        crc = crc << 8 ^ CRC[(crc >>> 24 ^ last) & 0xff];
      } else if (left > 0) {
        step();
      } else if (!block()) {
        break;
      }
    }
    return n == 0 && length > 0 ? -1 : n;
  }

  /** Takes the next byte of the block: one to give out, or a count of repetitions. */
  private void step() {
    cursor = next[cursor];
    int b = cursor & 0xff;
    cursor >>>= 8;
    left--;
    if (run == 4) {
      repeat = b;
      run = 0;
      return;
    }
    run = b == last ? run + 1 : 1;
    last = b;
    repeat = 1;
  }

  /** Reads the next block; false after the last. */
  private boolean block() throws IOException {
    if (ended) {
      return false;
    }
    if (inBlock) {
      check(~crc, wantedCrc);
      wholeCrc = (wholeCrc << 1 | wholeCrc >>> 31) ^ wantedCrc;
    }
    long magic = (long) bits(24) << 24 | bits(24);
    wantedCrc = bits(16) << 16 | bits(16);
    if (magic == END) {
      check(wholeCrc, wantedCrc);
      ended = true;
      return false;
    }
    if (magic != BLOCK) {
      throw new IOException("no bzip2 block where one should be");
    }
    if (bits(1) != 0) {
      throw new IOException("a randomised bzip2 block");
    }
    int origin = bits(24);
    tables.read(this);
    left = symbols();
    if (origin >= left) {
      throw new IOException("a bzip2 block starts outside of itself");
    }
    invert();
    cursor = next[origin] >>> 8;
    inBlock = true;
    crc = -1;
    run = 0;
    last = -1;
    return true;
  }

  /** Undoes Huffman, move-to-front and zero runs; returns the length of the block. */
  private int symbols() throws IOException {
    byte[] front = tables.used();
    int end = front.length + 1;
    int length = 0;
    int zeros = 0;
    int weight = 1;
    for (int group = 0, inGroup = 0; ; inGroup++) {
      if (inGroup == GROUP) {
        group++;
        inGroup = 0;
      }
      int symbol = tables.symbol(this, group);
      if (symbol <= 1) {
        zeros += weight << symbol;
        weight <<= 1;
        if (zeros > maxBlock) {
          throw new IOException("a bzip2 block is larger than its level allows");
        }
        continue;
      }
      if (zeros > maxBlock - length) {
        throw new IOException("a bzip2 block is larger than its level allows");
      }
      java.util.Arrays.fill(next, length, length + zeros, front[0] & 0xff);
      length += zeros;
      zeros = 0;
      weight = 1;
      if (symbol == end) {
        return length;
      }
      if (length == maxBlock) {
        throw new IOException("a bzip2 block is larger than its level allows");
      }
      byte b = front[symbol - 1];
      System.arraycopy(front, 0, front, 1, symbol - 1);
      front[0] = b;
      next[length++] = b & 0xff;
    }
  }

  /** Burrows-Wheeler backwards: each place keeps its byte and, above it, where the next stands. */
  private void invert() {
    int[] start = new int[257];
    for (int i = 0; i < left; i++) {
      start[(next[i] & 0xff) + 1]++;
    }
    for (int i = 1; i < 257; i++) {
      start[i] += start[i - 1];
    }
    for (int i = 0; i < left; i++) {
      next[start[next[i] & 0xff]++] |= i << 8;
    }
  }

  private static void check(int found, int wanted) throws IOException {
    if (found != wanted) {
      throw new IOException("the checksum of bzip2 data is wrong");
    }
  }

  /** Up to 24 bits, the highest first. */
  int bits(int count) throws IOException {
    int value = peek(count);
    drop(count);
    return value;
  }

  /** The next bits without taking them; zeros behind the end. */
  int peek(int count) throws IOException {
    while (bitCount < count) {
      int b = nextByte();
      bits = bits << 8 | Math.max(b, 0);
      bitCount += 8;
      missing += b < 0 ? 8 : 0;
    }
    return (int) (bits >>> (bitCount - count)) & ((1 << count) - 1);
  }

  void drop(int count) throws IOException {
    bitCount -= count;
    if (bitCount < missing) {
      throw new EOFException("bzip2 data is cut off");
    }
  }

  private int nextByte() throws IOException {
    if (taken == buffered) {
      buffered = Math.max(0, in.read(buffer));
      taken = 0;
    }
    return taken < buffered ? buffer[taken++] & 0xff : -1;
  }

  private static int[] crcTable() {
    int[] table = new int[256];
    for (int i = 0; i < 256; i++) {
      int c = i << 24;
      for (int k = 0; k < 8; k++) {
        c = c < 0 ? c << 1 ^ 0x04c11db7 : c << 1;
      }
      table[i] = c;
    }
    return table;
  }
}
