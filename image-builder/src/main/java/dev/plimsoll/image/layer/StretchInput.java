package dev.plimsoll.image.layer;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Exactly {@code length} bytes of a file from a position on; fewer are an error. */
final class StretchInput extends InputStream {
  private static final int BUFFER = 1 << 17;

  private final Source source;
  private final Closeable owner;
  private final Path file;
  private long position;
  private long left;

  /** Positional reads, as {@link java.nio.channels.FileChannel#read(ByteBuffer, long)}. */
  interface Source {
    int read(ByteBuffer into, long position) throws IOException;
  }

  /** Closing closes {@code owner}; {@code file} is for messages. */
  StretchInput(Source source, Closeable owner, Path file, long offset, long length) {
    this.source = source;
    this.owner = owner;
    this.file = file;
    this.position = offset;
    this.left = length;
  }

  static void copy(Source source, Path file, long offset, long length, OutputStream out)
      throws IOException {
    byte[] buffer = new byte[(int) Math.min(BUFFER, length)];
    long end = offset + length;
    for (long at = offset; at < end; ) {
      int n = source.read(ByteBuffer.wrap(buffer, 0, (int) Math.min(buffer.length, end - at)), at);
      if (n < 0) {
        throw cut(file, end - at);
      }
      out.write(buffer, 0, n);
      at += n;
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (left == 0 || length == 0) {
      return length == 0 ? 0 : -1;
    }
    int n = source.read(ByteBuffer.wrap(buffer, offset, (int) Math.min(length, left)), position);
    if (n < 0) {
      throw cut(file, left);
    }
    position += n;
    left -= n;
    return n;
  }

  @Override
  public long skip(long n) {
    long skipped = Math.clamp(n, 0, left);
    position += skipped;
    left -= skipped;
    return skipped;
  }

  @Override
  public void close() throws IOException {
    owner.close();
  }

  private static EOFException cut(Path file, long missing) {
    return new EOFException(file + " ends " + missing + " bytes early");
  }
}
