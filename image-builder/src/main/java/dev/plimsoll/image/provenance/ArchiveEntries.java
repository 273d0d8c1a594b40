package dev.plimsoll.image.provenance;

import dev.plimsoll.formats.FormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Walks the entries of a tar (ustar, PAX) or a cpio (newc) that we wrote ourselves, to find the one
 * at an offset. Several cpios may follow each other, with zeros between.
 */
final class ArchiveEntries {
  private static final int TAR_BLOCK = 512;
  private static final int CPIO_HEADER = 110;
  private static final int MAX_NAME = 1 << 20;

  private final InputStream in;
  private final Kind kind;
  private byte[] ahead;
  private long position;

  private enum Kind {
    TAR,
    CPIO
  }

  private ArchiveEntries(InputStream in, Kind kind, byte[] ahead) {
    this.in = in;
    this.kind = kind;
    this.ahead = ahead;
  }

  /** Tells from the first block what {@code in} is; empty when it is no archive. */
  static Optional<ArchiveEntries> of(InputStream in) throws IOException {
    byte[] first = in.readNBytes(TAR_BLOCK);
    if (first.length >= 6
        && new String(first, 0, 6, StandardCharsets.ISO_8859_1).equals("070701")) {
      return Optional.of(new ArchiveEntries(in, Kind.CPIO, first));
    }
    if (first.length == TAR_BLOCK && Difference.text(first, 257, 5).equals("ustar")) {
      return Optional.of(new ArchiveEntries(in, Kind.TAR, first));
    }
    return Optional.empty();
  }

  /** Words for the entry that holds the byte {@code offset} of the unpacked archive. */
  String at(long offset) throws IOException, FormatException {
    return kind == Kind.TAR ? tar(offset) : cpio(offset);
  }

  private String tar(long offset) throws IOException, FormatException {
    Optional<String> longName = Optional.empty();
    String before = "its beginning";
    boolean extended = false;
    for (byte[] header = read(TAR_BLOCK); header.length == TAR_BLOCK; header = read(TAR_BLOCK)) {
      if (header[0] == 0) {
        return "the end, after entry " + before;
      }
      String prefix = Difference.text(header, 345, 155);
      String plain = Difference.text(header, 0, 100);
      String name = longName.orElse(prefix.isEmpty() ? plain : prefix + "/" + plain);
      long size = number(Difference.text(header, 124, 12).strip(), 8);
      long end = position + (size + TAR_BLOCK - 1) / TAR_BLOCK * TAR_BLOCK;
      if (header[156] == 'x') {
        byte[] records = read((int) Math.min(size, MAX_NAME));
        longName = path(records);
        extended = offset < end;
      } else {
        if (extended) {
          return "entry " + name + " (its extended header)";
        }
        if (offset < end) {
          boolean data = offset >= end - (size + TAR_BLOCK - 1) / TAR_BLOCK * TAR_BLOCK;
          return "entry " + name + (data ? " (its content)" : " (its header)");
        }
        longName = Optional.empty();
        before = name;
      }
      skip(end - position);
    }
    return "the end, after entry " + before;
  }

  private static Optional<String> path(byte[] records) {
    for (String record : new String(records, StandardCharsets.UTF_8).split("\n", -1)) {
      int at = record.indexOf(" path=");
      if (at > 0) {
        return Optional.of(record.substring(at + " path=".length()));
      }
    }
    return Optional.empty();
  }

  private String cpio(long offset) throws IOException, FormatException {
    String before = "its beginning";
    for (; ; ) {
      byte[] start = read(4);
      if (start.length < 4) {
        return "the end, after entry " + before;
      }
      if (start[0] == 0) {
        continue; // padding between archives
      }
      byte[] header = read(CPIO_HEADER - 4);
      if (header.length < CPIO_HEADER - 4) {
        return "the end, after entry " + before;
      }
      long nameSize = hex(header, 94 - 4);
      long size = hex(header, 54 - 4);
      if (nameSize < 1 || nameSize > MAX_NAME) {
        throw new FormatException("a cpio name of " + nameSize + " bytes");
      }
      byte[] name = read((int) nameSize);
      skip(padding(position));
      long data = position;
      skip(size);
      skip(padding(position));
      String shown = Difference.text(name, 0, name.length);
      if (offset < position) {
        return "entry " + shown + (offset < data ? " (its header)" : " (its content)");
      }
      before = shown;
    }
  }

  private static long padding(long position) {
    return -position & 3;
  }

  private static long hex(byte[] header, int at) throws FormatException {
    return number(new String(header, at, 8, StandardCharsets.ISO_8859_1), 16);
  }

  private static long number(String text, int radix) throws FormatException {
    try {
      return text.isEmpty() ? 0 : Long.parseLong(text, radix);
    } catch (NumberFormatException e) {
      throw new FormatException("a number of an archive is " + FormatException.quote(text), e);
    }
  }

  private byte[] read(int length) throws IOException {
    byte[] found = new byte[length];
    int have = Math.min(length, ahead.length);
    System.arraycopy(ahead, 0, found, 0, have);
    ahead = java.util.Arrays.copyOfRange(ahead, have, ahead.length);
    int n = have + in.readNBytes(found, have, length - have);
    position += n;
    return n == length ? found : java.util.Arrays.copyOf(found, n);
  }

  private void skip(long length) throws IOException {
    long left = length;
    while (left > 0) {
      int n = read((int) Math.min(left, 1 << 16)).length;
      if (n == 0) {
        return;
      }
      left -= n;
    }
  }
}
