package dev.plimsoll.cli.tuf;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * Ends an answer that comes too slowly: a server that sends a byte every ten seconds is never
 * silent, and would hold a client for ever. Read in large pieces; not thread-safe.
 */
final class PacedStream extends FilterInputStream {
  private final String what;
  private final HttpLimits limits;
  private final long start = System.nanoTime();
  private long bytes;

  PacedStream(InputStream in, String what, HttpLimits limits) {
    super(in);
    this.what = what;
    this.limits = limits;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int n = super.read(buffer, offset, length);
    bytes += Math.max(0, n);
    Duration taken = Duration.ofNanos(System.nanoTime() - start).minus(limits.grace());
    // Time that the reader spent elsewhere counts, too: it only ever takes milliseconds.
    if (n >= 0 && taken.isPositive() && bytes < limits.bytesPerSecond() * taken.toMillis() / 1000) {
      throw new IOException(
          what
              + ": "
              + bytes
              + " bytes in "
              + taken.plus(limits.grace()).toSeconds()
              + " s; the least is "
              + limits.bytesPerSecond()
              + " bytes a second");
    }
    return n;
  }
}
