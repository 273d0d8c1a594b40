package dev.plimsoll.image.source;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Fails as soon as more bytes arrive than the descriptor promised: nobody fills the disk. */
final class SizedInput extends FilterInputStream {
  private final long size;
  private long left;

  SizedInput(InputStream in, long size) {
    super(in);
    this.size = size;
    this.left = size;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int n = super.read(buffer, offset, length);
    left -= Math.max(0, n);
    if (left < 0) {
      throw new IOException("more than the " + size + " bytes that the descriptor promises");
    }
    return n;
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
