package dev.plimsoll.image.layer;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Reads gzip (RFC 1952): all members of the stream to its very end. Unlike the JDK's reader, which
 * takes any bytes after a member for the end, it refuses what is no member. Not thread-safe.
 */
final class GzipInput extends InputStream {
  private static final int HEADER_CRC = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;
  private static final int RESERVED = 0xe0;
  private static final int BUFFER = 1 << 16;

  private final InputStream in;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 sum = new CRC32();
  private final byte[] buffer = new byte[BUFFER];
  private int at;
  private int end;
  private boolean member;
  private boolean finished;

  GzipInput(InputStream in) throws IOException {
    this.in = in;
    startMember();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (!finished) {
      if (!member) {
        startMember();
      } else {
        int n = inflate(into, offset, length);
        if (n > 0) {
          return n;
        }
      }
    }
    return -1;
  }

  /** Zero when the member ended or more input is needed. */
  private int inflate(byte[] into, int offset, int length) throws IOException {
    if (inflater.needsInput()) {
      if (at == end && !fill()) {
        throw new EOFException("the gzip stream ends early");
      }
      inflater.setInput(buffer, at, end - at);
      at = end;
    }
    try {
      int n = inflater.inflate(into, offset, length);
      sum.update(into, offset, n);
      if (inflater.finished()) {
        at = end - inflater.getRemaining();
        endMember();
      } else if (n == 0 && inflater.needsDictionary()) {
        throw new ZipException("the gzip stream wants a dictionary");
      }
      return n;
    } catch (DataFormatException e) {
      throw new ZipException("the gzip stream is damaged: " + e.getMessage());
    }
  }

  private void startMember() throws IOException {
    if (at == end && !fill()) {
      finished = true;
      return;
    }
    if (next() != 0x1f || next() != 0x8b) {
      throw new ZipException("the gzip stream goes on with bytes that are no gzip");
    }
    int method = next();
    int flags = next();
    if (method != 8 || (flags & RESERVED) != 0) {
      throw new ZipException("a gzip header of method " + method + ", flags " + flags);
    }
    skip(6);
    if ((flags & EXTRA) != 0) {
      skip(next() | next() << 8);
    }
    skipText((flags & NAME) != 0);
    skipText((flags & COMMENT) != 0);
    skip((flags & HEADER_CRC) != 0 ? 2 : 0);
    inflater.reset();
    sum.reset();
    member = true;
  }

  private void endMember() throws IOException {
    long crc = word();
    long size = word();
    if (crc != sum.getValue() || size != (inflater.getBytesWritten() & 0xffff_ffffL)) {
      throw new ZipException("the gzip stream is damaged: its checksum or length differs");
    }
    member = false;
  }

  private long word() throws IOException {
    return next() | next() << 8 | next() << 16 | (long) next() << 24;
  }

  private void skip(int bytes) throws IOException {
    for (int i = 0; i < bytes; i++) {
      next();
    }
  }

  private void skipText(boolean present) throws IOException {
    while (present && next() != 0) {}
  }

  private int next() throws IOException {
    if (at == end && !fill()) {
      throw new EOFException("the gzip stream ends early");
    }
    return buffer[at++] & 0xff;
  }

  private boolean fill() throws IOException {
    int n = in.read(buffer, 0, buffer.length);
    at = 0;
    end = Math.max(0, n);
    return n > 0;
  }

  /** Frees the decoder's native memory too. */
  @Override
  public void close() throws IOException {
    inflater.end();
    in.close();
  }
}
