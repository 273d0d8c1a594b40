package dev.plimsoll.kernel.source;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * The legacy LZ4 frame (lz4 doc/lz4_Frame_format.md, "Legacy frame"): a magic number, then blocks,
 * each with its packed size as a 32-bit number before it and at most 8 MiB when unpacked. Kernels
 * use no other LZ4 frame.
 *
 * <p>The frame has no end mark. The kernel's own tools append the unpacked size of the whole, which
 * stands where a block's size would be, with nothing behind it: that is the end.
 */
final class Lz4LegacyBlocks implements BlockStream.Blocks {
  static final int MAX_BLOCK = 8 << 20;
  private static final long MAGIC = 0x184C2102L;
  private static final int MAX_PACKED = MAX_BLOCK + MAX_BLOCK / 255 + 16;

  private final InputStream in;
  private byte[] packed = new byte[1 << 16];
  private final byte[] plain = new byte[MAX_BLOCK];

  Lz4LegacyBlocks(InputStream in) throws IOException {
    this.in = in;
    if (size() != MAGIC) {
      throw new IOException("no legacy LZ4 frame");
    }
  }

  @Override
  public byte[] buffer() {
    return plain;
  }

  @Override
  public int next() throws IOException {
    long size = size();
    while (size == MAGIC) { // concatenated frames
      size = size();
    }
    if (size < 0) {
      return -1;
    }
    in.mark(1);
    int first = in.read();
    if (first < 0) {
      return -1; // the size of the whole
    }
    in.reset();
    if (size == 0 || size > MAX_PACKED) {
      throw new IOException("an LZ4 block of " + size + " bytes; the format allows " + MAX_PACKED);
    }
    if (packed.length < size) {
      packed = new byte[(int) size];
    }
    int got = in.readNBytes(packed, 0, (int) size);
    if (got < size) {
      throw new EOFException("an LZ4 block of " + size + " bytes is cut off after " + got);
    }
    return Lz4Block.unpack(packed, got, plain);
  }

  /** -1 at the end of the input. */
  private long size() throws IOException {
    byte[] four = in.readNBytes(4);
    if (four.length == 0) {
      return -1;
    }
    if (four.length < 4) {
      throw new EOFException("the size of an LZ4 block is cut off");
    }
    return new Head(four).u32(0);
  }
}
