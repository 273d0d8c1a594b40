package dev.plimsoll.image.layer;

/** Reads the fields of one 512-byte tar header (POSIX.1-2001 ustar, GNU tar). */
final class TarHeader {
  static final int BLOCK = 512;

  private final byte[] block;
  private final String what;

  /** Reads from {@code block}, whose content may change between two headers. */
  TarHeader(byte[] block, String what) {
    this.block = block;
    this.what = what;
  }

  boolean isZero() {
    for (byte b : block) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  void checkSum() throws LayerException {
    int sum = 0;
    int signed = 0;
    for (int i = 0; i < BLOCK; i++) {
      int b = i >= 148 && i < 156 ? ' ' : block[i];
      sum += b & 0xff;
      signed += b;
    }
    long wanted = number(148, 8, "checksum");
    if (sum != wanted && signed != wanted) { // some old writers add signed bytes
      throw bad("a header with a wrong checksum");
    }
  }

  char type() {
    return (char) (block[156] & 0xff);
  }

  String name() throws LayerException {
    String name = text(0, 100, "a name");
    boolean ustar = block[257] == 'u' && block[258] == 's' && block[262] == 0;
    String prefix = ustar ? text(345, 155, "a name") : "";
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  String linkName() throws LayerException {
    return text(157, 100, "a link target");
  }

  int mode() throws LayerException {
    return (int) (number(100, 8, "mode") & 07777);
  }

  long uid() throws LayerException {
    return number(108, 8, "uid");
  }

  long gid() throws LayerException {
    return number(116, 8, "gid");
  }

  long size() throws LayerException {
    return number(124, 12, "size");
  }

  /** Times before 1970, which GNU tar writes as negative numbers, are 0. */
  long mtime() throws LayerException {
    return block[136] == (byte) 0xff ? 0 : number(136, 12, "mtime");
  }

  /** Whether nothing stands in the field at {@code offset}. */
  boolean isEmpty(int offset) {
    return block[offset] == 0;
  }

  /** Octal digits, or base-256 when the first bit is set (GNU). */
  long number(int offset, int length, String field) throws LayerException {
    if ((block[offset] & 0x80) != 0) {
      return base256(offset, length, field);
    }
    int at = offset;
    int end = offset + length;
    while (at < end && block[at] == ' ') {
      at++;
    }
    long value = 0;
    for (; at < end && block[at] != 0 && block[at] != ' '; at++) {
      if (block[at] < '0' || block[at] > '7') {
        throw bad("a header whose " + field + " is no octal number");
      }
      value = value * 8 + (block[at] - '0');
    }
    return value;
  }

  private long base256(int offset, int length, String field) throws LayerException {
    long value = 0;
    boolean fits = (block[offset] & 0xff) == 0x80;
    for (int i = offset + 1; i < offset + length; i++) {
      fits &= value >>> 55 == 0;
      value = value << 8 | block[i] & 0xff;
    }
    if (!fits) {
      throw bad("a header whose " + field + " is negative or does not fit 63 bits");
    }
    return value;
  }

  private String text(int offset, int length, String field) throws LayerException {
    int end = offset;
    while (end < offset + length && block[end] != 0) {
      end++;
    }
    return TarText.decode(block, offset, end, field, what);
  }

  private LayerException bad(String why) {
    return new LayerException(what + ": has " + why);
  }
}
