package dev.plimsoll.kernel.source;

import java.io.IOException;
import java.io.InputStream;

/** The unpacked blocks of a format that packs each block by itself, one after the other. */
final class BlockStream extends InputStream {
  /** Gives one unpacked block after the other. */
  interface Blocks {
    /**
     * Unpacks the next block.
     *
     * @return its length in {@link #buffer}; -1 after the last
     */
    int next() throws IOException;

    byte[] buffer();
  }

  private final Blocks blocks;
  private int at;
  private int end;

  BlockStream(Blocks blocks) {
    this.blocks = blocks;
  }

  @Override
  public int read() throws IOException {
    return fill() ? blocks.buffer()[at++] & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int n = Math.min(length, end - at);
    System.arraycopy(blocks.buffer(), at, target, offset, n);
    at += n;
    return n;
  }

  private boolean fill() throws IOException {
    while (at == end) {
      int length = blocks.next();
      if (length < 0) {
        return false;
      }
      at = 0;
      end = length;
    }
    return true;
  }
}
