package dev.plimsoll.image.layer;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads a tar archive front to back: ustar, PAX records, GNU long names, base-256 numbers. Strict
 * where leniency is dangerous: header checksums, no sparse or multi-volume entries, names in UTF-8
 * without NUL, no data cut short. Reads exactly what it is asked for, so the position of the
 * underlying stream is known. Not thread-safe.
 */
final class TarReader {
  private static final int BLOCK = 512;

  private final InputStream in;
  private final String what;
  private final LayerLimits limits;
  private final byte[] header = new byte[BLOCK];
  private long dataLeft;
  private int padding;
  private int entries;

  /** {@code what} names the archive in messages. */
  TarReader(InputStream in, String what, LayerLimits limits) {
    this.in = in;
    this.what = what;
    this.limits = limits;
  }

  /** The next real entry; empty at the end of the archive. Skips what is left of the last one. */
  Optional<TarEntry> next() throws IOException {
    PaxRecords records = new PaxRecords(what, limits);
    for (; ; ) {
      skipRest();
      if (!readHeader()) {
        if (records.pending()) {
          throw bad("ends after an extension record");
        }
        return Optional.empty();
      }
      if (++entries > limits.maxEntries()) {
        throw bad("more than " + limits.maxEntries() + " entries (layer limits)");
      }
      char type = (char) (header[156] & 0xff);
      long size = number(124, 12, "size");
      switch (type) {
        case 'x' -> records.addPax(record(size));
        case 'g' -> record(size); // global records: comments of git archives, nothing we keep
        case 'L' -> records.setLongName(longName(size));
        case 'K' -> records.setLongLink(longName(size));
        default -> {
          return Optional.of(entry(type, size, records));
        }
      }
    }
  }

  /** Reads data of the current entry; -1 at its end. */
  int read(byte[] buffer, int offset, int length) throws IOException {
    if (dataLeft == 0) {
      return -1;
    }
    int n = in.read(buffer, offset, (int) Math.min(length, dataLeft));
    if (n < 0) {
      throw new EOFException(what + ": the archive ends in the data of an entry");
    }
    dataLeft -= n;
    return n;
  }

  private TarEntry entry(char type, long headerSize, PaxRecords records) throws IOException {
    long size = records.size().orElse(headerSize);
    char kind = type == '\0' || type == '7' ? '0' : type;
    // the header's own field is not read when a record replaces it: it may be cut anywhere
    String name = records.name().isPresent() ? records.name().get() : ustarName();
    String link = records.linkName().isPresent() ? records.linkName().get() : text(157, 100);
    if (kind == '0' && name.endsWith("/")) {
      kind = '5'; // the oldest tars mark directories so
    }
    if (size < 0 || (kind != '0' && kind != '1' && size != 0)) {
      throw bad("entry " + quote(name) + " of type '" + kind + "' has size " + size);
    }
    // ustar allows a size on hard links whose data follows only in the pax format's own variant
    if (kind == '1') {
      size = 0;
    }
    expectData(size);
    long mtime = Math.max(0, records.mtime().orElse(number(136, 12, "mtime")));
    return new TarEntry(
        name,
        kind,
        (int) (number(100, 8, "mode") & 07777),
        records.uid().orElse(number(108, 8, "uid")),
        records.gid().orElse(number(116, 8, "gid")),
        mtime,
        size,
        link,
        records.xattrs());
  }

  private String ustarName() throws IOException {
    String name = text(0, 100);
    boolean ustar = header[257] == 'u' && header[258] == 's' && header[262] == 0;
    String prefix = ustar ? text(345, 155) : "";
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  private byte[] record(long size) throws IOException {
    if (size < 0 || size > limits.maxHeader()) {
      throw bad("extension record of " + size + " bytes; the limit is " + limits.maxHeader());
    }
    expectData(size);
    byte[] data = in.readNBytes((int) size);
    if (data.length != size) {
      throw new EOFException(what + ": the archive ends in an extension record");
    }
    dataLeft = 0;
    return data;
  }

  private String longName(long size) throws IOException {
    byte[] data = record(size);
    int end = data.length;
    while (end > 0 && data[end - 1] == 0) {
      end--;
    }
    return utf8(Arrays.copyOf(data, end));
  }

  private void expectData(long size) {
    dataLeft = size;
    padding = (int) ((BLOCK - size % BLOCK) % BLOCK);
  }

  private void skipRest() throws IOException {
    byte[] scratch = new byte[8192];
    while (dataLeft > 0) {
      read(scratch, 0, scratch.length);
    }
    if (in.readNBytes(scratch, 0, padding) != padding) {
      throw new EOFException(what + ": the archive ends in padding");
    }
    padding = 0;
  }

  /** False at the end: a zero block, or nothing at all. */
  private boolean readHeader() throws IOException {
    int n = in.readNBytes(header, 0, BLOCK);
    if (n == 0) {
      return false;
    }
    if (n != BLOCK) {
      throw new EOFException(what + ": the archive ends in a header");
    }
    long sum = 0;
    boolean zero = true;
    for (int i = 0; i < BLOCK; i++) {
      zero &= header[i] == 0;
      sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
    }
    if (zero) {
      return false;
    }
    if (sum != number(148, 8, "checksum")) {
      throw bad("a header with a wrong checksum");
    }
    return true;
  }

  /** Octal digits, or base-256 when the first bit is set (GNU). */
  private long number(int offset, int length, String field) throws LayerException {
    if ((header[offset] & 0x80) != 0) {
      return base256(offset, length, field);
    }
    long value = 0;
    boolean digits = false;
    for (int i = offset; i < offset + length; i++) {
      byte b = header[i];
      if (b == ' ' && !digits) {
        continue;
      }
      if (b == 0 || b == ' ') {
        break;
      }
      if (b < '0' || b > '7') {
        throw bad("a header whose " + field + " is no octal number");
      }
      value = value * 8 + (b - '0');
      digits = true;
    }
    return value;
  }

  private long base256(int offset, int length, String field) throws LayerException {
    long value = 0;
    boolean fits = (header[offset] & 0xff) == 0x80;
    for (int i = offset + 1; i < offset + length; i++) {
      fits &= value >>> 55 == 0;
      value = value << 8 | header[i] & 0xff;
    }
    if (!fits) {
      throw bad("a header whose " + field + " is negative or does not fit 63 bits");
    }
    return value;
  }

  private String text(int offset, int length) throws LayerException {
    int end = offset;
    while (end < offset + length && header[end] != 0) {
      end++;
    }
    return utf8(Arrays.copyOfRange(header, offset, end));
  }

  private String utf8(byte[] bytes) throws LayerException {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      if (text.indexOf('\0') >= 0) {
        throw bad("a name with a NUL");
      }
      return text;
    } catch (CharacterCodingException e) {
      throw new LayerException(what + ": has a name that is not UTF-8", e);
    }
  }

  private LayerException bad(String why) {
    return new LayerException(what + ": has " + why);
  }

  private static String quote(String text) {
    return dev.plimsoll.formats.FormatException.quote(text);
  }
}
