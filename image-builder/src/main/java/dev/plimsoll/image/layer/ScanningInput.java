package dev.plimsoll.image.layer;

import dev.plimsoll.image.store.VerifiedInput;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;

/**
 * An archive that is listed while somebody else reads it. Its end is reported only when the archive
 * is whole and what it was unpacked from has the digest that it should. Not thread-safe.
 */
final class ScanningInput extends FilterInputStream {
  private final TarScanner scanner;
  private final VerifiedInput packed;
  private boolean ended;

  /** {@code plain} is made from {@code packed}, and may have left bytes of it unread. */
  ScanningInput(InputStream plain, VerifiedInput packed, TarScanner scanner) {
    super(plain);
    this.packed = packed;
    this.scanner = scanner;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("the build was cancelled");
    }
    int n = super.read(buffer, offset, length);
    if (n > 0) {
      scanner.accept(buffer, offset, n);
    } else if (n < 0 && !ended) {
      ended = true;
      packed.finish();
      scanner.finish();
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
