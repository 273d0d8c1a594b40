package dev.plimsoll.image.layer;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicLong;

/** Adds the bytes that pass to a counter. */
final class CountingInput extends FilterInputStream {
  private final AtomicLong count;

  CountingInput(InputStream in, AtomicLong count) {
    super(in);
    this.count = count;
  }

  @Override
  public int read() throws IOException {
    int b = super.read();
    count.addAndGet(b < 0 ? 0 : 1);
    return b;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int n = super.read(buffer, offset, length);
    count.addAndGet(Math.max(0, n));
    return n;
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
