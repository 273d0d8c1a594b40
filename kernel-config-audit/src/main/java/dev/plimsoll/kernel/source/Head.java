package dev.plimsoll.kernel.source;

import java.nio.charset.StandardCharsets;

/** Little-endian numbers of a header; what lies past the end of the bytes is zero. */
record Head(byte[] bytes) {
  int u8(int at) {
    return at >= 0 && at < bytes.length ? bytes[at] & 0xff : 0;
  }

  int u16(int at) {
    return u8(at) | u8(at + 1) << 8;
  }

  long u32(int at) {
    return u16(at) | (long) u16(at + 2) << 16;
  }

  /** As signed: what is larger than {@link Long#MAX_VALUE} is negative, and no valid size. */
  long u64(int at) {
    return u32(at) | u32(at + 4) << 32;
  }

  boolean has(int at, String magic) {
    for (int i = 0; i < magic.length(); i++) {
      if (at + i >= bytes.length || u8(at + i) != magic.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** ASCII up to a NUL, {@code limit} bytes or the end. */
  String text(int at, int limit) {
    int end = at;
    while (end < bytes.length && end - at < limit && bytes[end] != 0) {
      end++;
    }
    return at >= bytes.length ? "" : new String(bytes, at, end - at, StandardCharsets.ISO_8859_1);
  }
}
