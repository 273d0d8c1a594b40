package dev.plimsoll.image.layer;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads stretches of contents at any offset, without reading what lies before. Files stay open
 * between reads, at most {@value #MAX_OPEN} at a time, because a tree's contents lie side by side
 * in few of them. Not thread-safe.
 */
public final class ContentWindows implements Closeable {
  private static final int MAX_OPEN = 16;

  private final Map<Path, FileChannel> open = new LinkedHashMap<>();

  /**
   * The bytes of {@code content} from {@code offset} on: {@code length} of them, fewer at its end.
   */
  public byte[] read(Content content, long offset, int length) throws IOException {
    long left = content.length() - offset;
    if (offset < 0 || left <= 0 || length <= 0) {
      return new byte[0];
    }
    int wanted = (int) Math.min(left, length);
    if (content instanceof Content.Stretch stretch) {
      return read(channel(stretch.file()), stretch.offset() + offset, wanted);
    }
    try (InputStream in = content.open()) {
      in.skipNBytes(offset);
      return in.readNBytes(wanted);
    }
  }

  private static byte[] read(FileChannel channel, long position, int length) throws IOException {
    byte[] bytes = new byte[length];
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0) {
        throw new EOFException("a file of the tree ended early");
      }
    }
    return bytes;
  }

  private FileChannel channel(Path file) throws IOException {
    Optional<FileChannel> known = Optional.ofNullable(open.get(file));
    if (known.isPresent()) {
      return known.get();
    }
    if (open.size() >= MAX_OPEN) {
      Map.Entry<Path, FileChannel> oldest = open.entrySet().iterator().next();
      open.remove(oldest.getKey());
      oldest.getValue().close();
    }
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    open.put(file, channel);
    return channel;
  }

  @Override
  public void close() throws IOException {
    for (FileChannel channel : open.values()) {
      channel.close();
    }
    open.clear();
  }
}
