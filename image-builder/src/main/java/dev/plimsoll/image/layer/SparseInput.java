package dev.plimsoll.image.layer;

import dev.plimsoll.image.layer.SparseMap.Extent;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** A sparse file as its reader sees it: data with zeros between. */
final class SparseInput extends InputStream {
  private final InputStream data;
  private final SparseMap map;
  private long position;
  private int extent;

  SparseInput(InputStream data, SparseMap map) {
    this.data = data;
    this.map = map;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (length == 0 || position == map.length()) {
      return length == 0 ? 0 : -1;
    }
    while (extent < map.extents().size() && end(map.extents().get(extent)) <= position) {
      extent++;
    }
    boolean tail = extent == map.extents().size();
    long dataAt = tail ? map.length() : map.extents().get(extent).offset();
    int n;
    if (position < dataAt) {
      n = (int) Math.min(length, dataAt - position);
      Arrays.fill(buffer, offset, offset + n, (byte) 0);
    } else {
      long left = end(map.extents().get(extent)) - position;
      n = data.read(buffer, offset, (int) Math.min(length, left));
      if (n < 0) {
        throw new EOFException("the data of a sparse file ends early");
      }
    }
    position += n;
    return n;
  }

  private static long end(Extent e) {
    return e.offset() + e.length();
  }

  @Override
  public void close() throws IOException {
    data.close();
  }
}
