package dev.plimsoll.kernel.source;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The regular files of a tar archive, one after the other (POSIX ustar, GNU long names). Paths come
 * without {@code ./}; pax headers are skipped, for what they rename is none of ours. Used once.
 */
final class TarFiles {
  private static final int BLOCK = 512;
  private static final int MAX_NAME = 4096;

  private final InputStream in;
  private final long limit;
  private long total;
  private long left;
  private long padding;

  TarFiles(InputStream in, long limit) {
    this.in = in;
    this.limit = limit;
  }

  record Entry(String path, long size) {}

  /** Skips to the next regular file; empty at the end. */
  Optional<Entry> next() throws IOException {
    String longName = "";
    while (true) {
      skip(left + padding);
      byte[] block = in.readNBytes(BLOCK);
      Head head = new Head(block);
      if (block.length == 0 || head.u8(0) == 0) {
        return Optional.empty();
      }
      if (block.length < BLOCK) {
        throw new EOFException("a tar header is cut off");
      }
      left = size(head);
      padding = (BLOCK - left % BLOCK) % BLOCK;
      total += BLOCK + left + padding;
      if (total > limit) {
        throw new LimitException("it unpacks to more than " + limit + " bytes");
      }
      char type = (char) head.u8(156);
      if (type == 'L') {
        longName = new Head(read(MAX_NAME)).text(0, MAX_NAME);
      } else if (type == '0' || type == 0) {
        String name = longName.isEmpty() ? name(head) : longName;
        return Optional.of(new Entry(name.startsWith("./") ? name.substring(2) : name, left));
      } else if (type != 'x' && type != 'g') {
        longName = "";
      }
    }
  }

  /** The content of the file at hand, once. */
  byte[] read(int most) throws IOException {
    if (left > most) {
      throw new LimitException("a file in it has " + left + " bytes; the limit is " + most);
    }
    byte[] content = in.readNBytes((int) left);
    if (content.length < left) {
      throw new EOFException("a file of a tar archive is cut off");
    }
    left = 0;
    return content;
  }

  private void skip(long bytes) throws IOException {
    try {
      in.skipNBytes(bytes);
    } catch (EOFException e) {
      throw (EOFException) new EOFException("a file of a tar archive is cut off").initCause(e);
    }
    left = 0;
    padding = 0;
  }

  private static long size(Head head) throws IOException {
    String digits = head.text(124, 12).strip();
    if (!digits.matches("[0-7]{1,11}")) {
      throw new IOException("the size of a tar entry is no octal number");
    }
    return Long.parseLong(digits, 8);
  }

  private static String name(Head head) {
    String name = head.text(0, 100);
    String prefix = head.has(257, "ustar\0") ? head.text(345, 155) : "";
    byte[] raw =
        (prefix.isEmpty() ? name : prefix + "/" + name).getBytes(StandardCharsets.ISO_8859_1);
    return new String(raw, StandardCharsets.UTF_8);
  }
}
