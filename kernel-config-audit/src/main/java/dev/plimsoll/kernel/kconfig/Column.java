package dev.plimsoll.kernel.kconfig;

import dev.plimsoll.formats.FormatException;
import java.util.Arrays;

/** Whole numbers one after another, seven bits a byte, low ones first. Not thread-safe. */
final class Column {
  private byte[] bytes;
  private int at;
  private final int end;

  /** To be written. */
  Column() {
    this.bytes = new byte[1 << 10];
    this.end = 0;
  }

  /** To be read. */
  Column(byte[] bytes) {
    this.bytes = bytes;
    this.end = bytes.length;
  }

  void put(int value) {
    if (at + 5 > bytes.length) {
      bytes = Arrays.copyOf(bytes, bytes.length * 2);
    }
    int v = value;
    while ((v & ~0x7f) != 0) {
      bytes[at++] = (byte) (v & 0x7f | 0x80);
      v >>>= 7;
    }
    bytes[at++] = (byte) v;
  }

  /** A difference: small ones of either sign stay small. */
  void putSigned(int value) {
    put(value << 1 ^ value >> 31);
  }

  byte[] written() {
    return Arrays.copyOf(bytes, at);
  }

  int get() throws FormatException {
    int value = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      if (at >= end) {
        throw new FormatException("the table ends early");
      }
      byte b = bytes[at++];
      value |= (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw new FormatException("a number in the table is too long");
  }

  int getSigned() throws FormatException {
    int v = get();
    return v >>> 1 ^ -(v & 1);
  }

  /** A number below {@code limit}, or the table is broken. */
  int get(int limit) throws FormatException {
    return checked(get(), limit);
  }

  static int checked(int value, int limit) throws FormatException {
    if (value < 0 || value >= limit) {
      throw new FormatException(
          "a number in the table is " + value + ", wanted less than " + limit);
    }
    return value;
  }

  boolean atEnd() {
    return at == end;
  }
}
