package dev.plimsoll.image.layer;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Counts what comes out of a decoder and stops a decompression bomb. */
final class MeteredInput extends FilterInputStream {
  private final CountingInput packed;
  private final String what;
  private final LayerLimits limits;
  private long count;

  MeteredInput(InputStream in, CountingInput packed, String what, LayerLimits limits) {
    super(in);
    this.packed = packed;
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
    if (n > 0) {
      count += n;
      check();
    }
    return n;
  }

  private void check() throws LayerException {
    if (count > limits.maxExpanded()) {
      throw limits.exceeded(
          what, "expands to more than " + limits.maxExpanded() + " bytes", "expanded");
    }
    if (count > LayerLimits.RATIO_FROM && count / limits.maxRatio() > packed.count()) {
      throw limits.exceeded(
          what, "expands to more than " + limits.maxRatio() + " times its size", "ratio");
    }
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
