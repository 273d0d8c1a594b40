package dev.plimsoll.image.layer;

import dev.plimsoll.image.progress.Progress;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Counts the bytes that pass, and tells a task of them. */
final class CountingInput extends FilterInputStream {
  private final Progress.Task task;
  private long count;

  CountingInput(InputStream in, Progress.Task task) {
    super(in);
    this.task = task;
  }

  long count() {
    return count;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int n = super.read(buffer, offset, length);
    if (n > 0) {
      count += n;
      task.advance(n);
    }
    return n;
  }

  @Override
  public long skip(long n) throws IOException {
    return readNBytes((int) Math.min(n, 1 << 16)).length;
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
