package dev.plimsoll.image.progress;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Tells a task of every byte that passes. The task is the opener's, who ends it; closing this
 * closes the stream alone. Used by one thread.
 */
public final class ReportedInput extends FilterInputStream {
  private final Progress.Task task;

  public ReportedInput(InputStream in, Progress.Task task) {
    super(in);
    this.task = task;
  }

  @Override
  public int read() throws IOException {
    int b = super.read();
    if (b >= 0) {
      task.advance(1);
    }
    return b;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int n = super.read(buffer, offset, length);
    if (n > 0) {
      task.advance(n);
    }
    return n;
  }

  @Override
  public long skip(long n) throws IOException {
    long skipped = super.skip(n);
    task.advance(skipped);
    return skipped;
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
