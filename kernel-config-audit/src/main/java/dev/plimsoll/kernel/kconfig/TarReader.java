package dev.plimsoll.kernel.kconfig;

import dev.plimsoll.formats.FormatException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The regular files of a tar archive (POSIX.1-2017 pax, and GNU's long names), one after another.
 * Not thread-safe; does not close what it reads.
 */
final class TarReader {
  private static final int BLOCK = 512;
  private static final int MAX_NAME = 1 << 16;

  private final String where;
  private final InputStream in;
  private long left;
  private long toSkip;
  private long padding;

  /** A regular file. */
  record File(String path, long size) {}

  TarReader(String where, InputStream in, long maxBytes) {
    this.where = where;
    this.in = in;
    this.left = maxBytes;
  }

  /** The next regular file; empty at the end. */
  Optional<File> next() throws IOException, FormatException {
    Optional<String> longName = Optional.empty();
    while (true) {
      skip();
      byte[] header = in.readNBytes(BLOCK);
      if (header.length < BLOCK || header[0] == 0 && isZero(header)) {
        if (header.length > 0 && header.length < BLOCK) {
          throw new FormatException(where, "the archive ends inside of a header");
        }
        return Optional.empty();
      }
      checkSum(header);
      long size = number(header, 124, 12);
      count(size);
      char type = (char) (header[156] & 0xff);
      toSkip = size;
      padding = (BLOCK - size % BLOCK) % BLOCK;
      switch (type) {
        case 'L' -> longName = Optional.of(text(named(size), 0, (int) size));
        case 'x' -> longName = paxPath(named(size)).or(() -> Optional.empty());
        case '0', '\0' -> {
          return Optional.of(new File(longName.orElseGet(() -> path(header)), size));
        }
        default -> longName = type == 'K' || type == 'g' ? longName : Optional.empty();
      }
    }
  }

  /** The bytes of the file that {@link #next} gave. */
  byte[] content() throws IOException {
    byte[] bytes = in.readNBytes((int) Math.min(toSkip, Integer.MAX_VALUE - 8));
    if (bytes.length < toSkip) {
      throw new EOFException(where + ": the archive ends inside of a file");
    }
    toSkip = 0;
    return bytes;
  }

  private byte[] named(long size) throws IOException, FormatException {
    if (size > MAX_NAME) {
      throw new FormatException(where, "a name of " + size + " bytes; the limit is " + MAX_NAME);
    }
    return content();
  }

  private void skip() throws IOException {
    long n = toSkip + padding;
    in.skipNBytes(n);
    toSkip = 0;
    padding = 0;
  }

  private void count(long size) throws FormatException {
    left -= BLOCK + size;
    if (left < 0) {
      throw new FormatException(where, "unpacks to more than the limit (Kconfig reader)");
    }
  }

  private static boolean isZero(byte[] header) {
    for (byte b : header) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  private void checkSum(byte[] header) throws FormatException {
    long sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
    }
    if (sum != number(header, 148, 8)) {
      throw new FormatException(where, "not a tar archive: the check sum of a header is wrong");
    }
  }

  private long number(byte[] header, int from, int length) throws FormatException {
    long n = 0;
    if ((header[from] & 0x80) != 0) { // GNU's base-256 form of large sizes
      for (int i = from + 1; i < from + length; i++) {
        if (n > Long.MAX_VALUE >> 9) {
          throw new FormatException(where, "a size out of range in a header");
        }
        n = n << 8 | header[i] & 0xff;
      }
      return n;
    }
    for (int i = from; i < from + length; i++) {
      if (header[i] >= '0' && header[i] <= '7') {
        n = n * 8 + header[i] - '0';
      } else if (header[i] != ' ' && header[i] != 0) {
        throw new FormatException(where, "not a tar archive: a number in a header is wrong");
      }
    }
    return n;
  }

  private static String path(byte[] header) {
    String name = text(header, 0, 100);
    boolean ustar = header[257] == 'u' && header[262] == 0;
    String prefix = ustar ? text(header, 345, 155) : "";
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  private static String text(byte[] bytes, int from, int length) {
    int to = from;
    while (to < from + length && to < bytes.length && bytes[to] != 0) {
      to++;
    }
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }

  /** The {@code path} record of a pax header: lines of "length key=value". */
  private static Optional<String> paxPath(byte[] records) {
    for (String line : new String(records, StandardCharsets.UTF_8).split("\n")) {
      int key = line.indexOf(" path=");
      if (key > 0 && line.substring(0, key).chars().allMatch(Character::isDigit)) {
        return Optional.of(line.substring(key + " path=".length()));
      }
    }
    return Optional.empty();
  }
}
