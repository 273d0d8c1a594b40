package dev.plimsoll.kernel.source;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Random access to the bytes of an input. Reading a file blocks; a window shares its file, and only
 * the whole is closed. Not thread-safe.
 */
public abstract sealed class KernelFile implements Closeable {
  /** Most bytes that are taken from a pipe. */
  static final int MAX_STREAM = 64 << 20;

  private static final int LOOK = 1024;

  /**
   * Opens a file. Of a regular one nothing is read yet; what has no size of its own, as pipes and
   * files of {@code /proc}, is read whole, up to {@link #MAX_STREAM} bytes.
   */
  public static KernelFile open(Path path) throws IOException {
    if (!Files.isRegularFile(path) || Files.size(path) == 0) {
      return ofStream(path);
    }
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    try {
      return new OnDisk(channel, channel.size());
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static KernelFile ofStream(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] all = in.readNBytes(MAX_STREAM + 1);
      if (all.length > MAX_STREAM) {
        throw new IOException(
            path + ": more than " + MAX_STREAM + " bytes from what is no regular file (audit)");
      }
      return new InMemory(all);
    }
  }

  public static KernelFile of(Bytes bytes) {
    return new InMemory(bytes.toArray());
  }

  /** Does not copy: {@code bytes} must not change afterwards. */
  static KernelFile wrap(byte[] bytes) {
    return new InMemory(bytes);
  }

  public abstract long size();

  /** Reads up to {@code length} bytes; -1 at or after the end. */
  abstract int read(long at, byte[] target, int offset, int length) throws IOException;

  @Override
  public void close() throws IOException {
    // what is in memory needs no closing
  }

  /** Up to {@code length} bytes from {@code at}; fewer at the end. */
  byte[] peek(long at, int length) throws IOException {
    int there = (int) Math.clamp(size() - at, 0, length);
    byte[] head = new byte[there];
    int n = 0;
    while (n < there) {
      int got = read(at + n, head, n, there - n);
      if (got < 0) {
        throw new EOFException("the file became shorter while it was read");
      }
      n += got;
    }
    return head;
  }

  /** Whether the first character that is not blank is {@code first}; looks at 1 KiB. */
  public boolean startsWithText(String first) throws IOException {
    byte[] head = peek(0, LOOK);
    return new String(head, StandardCharsets.ISO_8859_1).stripLeading().startsWith(first);
  }

  /**
   * All of it.
   *
   * @param what names the content when it is larger than {@code most} bytes
   */
  public Bytes readAll(String where, int most, String what) throws FormatException, IOException {
    if (size() > most) {
      throw new FormatException(
          where + ":1:1", size() + " bytes; the limit for " + what + " is " + most + " (audit)");
    }
    return Bytes.copyOf(peek(0, (int) size()));
  }

  /** The bytes from {@code at}, {@code length} of them; the caller has checked that they exist. */
  KernelFile window(long at, long length) {
    return new Window(this, at, length);
  }

  InputStream stream() {
    return new Cursor(this);
  }

  private static final class InMemory extends KernelFile {
    private final byte[] bytes;

    InMemory(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public long size() {
      return bytes.length;
    }

    @Override
    int read(long at, byte[] target, int offset, int length) {
      if (at >= bytes.length) {
        return -1;
      }
      int n = (int) Math.min(length, bytes.length - at);
      System.arraycopy(bytes, (int) at, target, offset, n);
      return n;
    }
  }

  private static final class OnDisk extends KernelFile {
    private final FileChannel channel;
    private final long size;

    OnDisk(FileChannel channel, long size) {
      this.channel = channel;
      this.size = size;
    }

    @Override
    public long size() {
      return size;
    }

    @Override
    int read(long at, byte[] target, int offset, int length) throws IOException {
      return channel.read(ByteBuffer.wrap(target, offset, length), at);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  private static final class Window extends KernelFile {
    private final KernelFile whole;
    private final long start;
    private final long length;

    Window(KernelFile whole, long start, long length) {
      this.whole = whole;
      this.start = start;
      this.length = length;
    }

    @Override
    public long size() {
      return length;
    }

    @Override
    int read(long at, byte[] target, int offset, int wanted) throws IOException {
      if (at >= length) {
        return -1;
      }
      return whole.read(start + at, target, offset, (int) Math.min(wanted, length - at));
    }
  }

  private static final class Cursor extends InputStream {
    private final KernelFile file;
    private long at;

    Cursor(KernelFile file) {
      this.file = file;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      int n = file.read(at, target, offset, length);
      at += Math.max(n, 0);
      return n;
    }

    @Override
    public long skip(long n) {
      long step = Math.clamp(file.size() - at, 0, Math.max(n, 0));
      at += step;
      return step;
    }
  }
}
