package dev.plimsoll.signer.migrate;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Names of collections, roles and targets as one path segment of letters, digits and {@code ._-~},
 * which no client quotes and no glob means anything by: {@code /} becomes {@code ~}, {@code _}
 * becomes {@code __}, any other character and a leading dot become {@code _} and two hex digits for
 * each byte of UTF-8.
 *
 * <p>No character's form begins with that of another. So no two names become the same, and what
 * begins with a prefix begins with that prefix's form and nothing else does: a prefix path of
 * Notary is exactly the glob {@code PlainName*}.
 */
final class PlainName {
  private static final HexFormat HEX = HexFormat.of();

  private PlainName() {}

  static String of(String name) {
    StringBuilder plain = new StringBuilder();
    int[] points = name.codePoints().toArray();
    for (int i = 0; i < points.length; i++) {
      int c = points[i];
      if (c == '/') {
        plain.append('~');
      } else if (c == '_') {
        plain.append("__");
      } else if (isPlain(c) && !(c == '.' && i == 0)) {
        plain.appendCodePoint(c);
      } else {
        for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
          plain.append('_').append(HEX.toHexDigits(b));
        }
      }
    }
    return plain.toString();
  }

  private static boolean isPlain(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '.'
        || c == '-';
  }
}
