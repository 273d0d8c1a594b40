package dev.plimsoll.image.store;

import dev.plimsoll.formats.Digest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/**
 * A stream that ends with {@link DigestMismatchException} instead of end-of-file when what went
 * through it does not have the digest that it should. Bytes read before the end are unchecked: act
 * on none of them before {@link #finish}.
 */
public final class VerifiedInput extends FilterInputStream {
  private final String what;
  private final Digest expected;
  private final MessageDigest sha256 = Digest.newSha256();
  private boolean checked;

  /** {@code what} names the content in the error, e.g. {@code blob …} or {@code layer 2 of …}. */
  public VerifiedInput(InputStream in, String what, Digest expected) {
    super(in);
    this.what = what;
    this.expected = expected;
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
      sha256.update(buffer, offset, n);
    } else if (n < 0) {
      check();
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

  /** Reads to the end and checks; what follows it may trust everything that was read. */
  public void finish() throws IOException {
    byte[] buffer = new byte[1 << 16];
    while (!checked) {
      if (read(buffer, 0, buffer.length) < 0) {
        return;
      }
    }
  }

  private void check() throws DigestMismatchException {
    if (!checked) {
      Digest found = Digest.ofHash(sha256.digest());
      if (!found.equals(expected)) {
        throw new DigestMismatchException(what, expected, found);
      }
      checked = true;
    }
  }
}
