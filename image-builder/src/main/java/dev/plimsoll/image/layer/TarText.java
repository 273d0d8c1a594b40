package dev.plimsoll.image.layer;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Names in tar headers: UTF-8, strictly, and never with a NUL inside. */
final class TarText {
  private static final int MAX_SHOWN = 100;

  private TarText() {}

  static String decode(byte[] bytes, String field, String what) throws LayerException {
    return decode(bytes, 0, bytes.length, field, what);
  }

  /**
   * @param field what the bytes are, for the message, e.g. {@code a name}
   */
  static String decode(byte[] bytes, int from, int to, String field, String what)
      throws LayerException {
    boolean ascii = true;
    for (int i = from; i < to; i++) {
      ascii &= bytes[i] > 0;
      if (bytes[i] == 0) {
        throw bad(what, field, " with a NUL: ", bytes, from, to);
      }
    }
    if (ascii) {
      return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, from, to - from))
          .toString();
    } catch (CharacterCodingException e) {
      throw bad(what, field, " that is not UTF-8: ", bytes, from, to);
    }
  }

  private static LayerException bad(
      String what, String field, String why, byte[] bytes, int from, int to) {
    return new LayerException(what + ": has " + field + why + quoted(bytes, from, to));
  }

  /** Every byte that is not printable ASCII as {@code \xHH}. */
  private static String quoted(byte[] bytes, int from, int to) {
    StringBuilder text = new StringBuilder("\"");
    for (int i = from; i < Math.min(to, from + MAX_SHOWN); i++) {
      boolean printable = bytes[i] >= ' ' && bytes[i] <= '~' && bytes[i] != '"' && bytes[i] != '\\';
      text.append(printable ? "" + (char) bytes[i] : "\\x" + HexFormat.of().toHexDigits(bytes[i]));
    }
    return text.append(to - from > MAX_SHOWN ? "…\"" : "\"").toString();
  }
}
