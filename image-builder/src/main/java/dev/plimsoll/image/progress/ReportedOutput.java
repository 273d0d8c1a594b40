package dev.plimsoll.image.progress;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Tells a task of every byte that is written, and ends it when the stream is closed: done, unless a
 * write or the closing failed. Used by one thread.
 */
public final class ReportedOutput extends FilterOutputStream {
  private final Progress.Task task;
  private boolean failed;

  public ReportedOutput(OutputStream out, Progress.Task task) {
    super(out);
    this.task = task;
  }

  @Override
  public void write(int b) throws IOException {
    failed = true;
    out.write(b);
    failed = false;
    task.advance(1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    failed = true;
    out.write(bytes, offset, length);
    failed = false;
    task.advance(length);
  }

  @Override
  public void close() throws IOException {
    try (task) {
      out.close();
      if (!failed) {
        task.done();
      }
    }
  }
}
