package dev.plimsoll.verifier.tuf;

import dev.plimsoll.formats.Digest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/**
 * Role names as file names. They come from metadata and may hold anything; quoted, each is one
 * segment of a path or URL.
 */
final class RoleFiles {
  static final String JSON = ".json";

  /** File systems end at 255 bytes; some of those are for a name aside. */
  private static final int LONGEST = 200;

  private static final String UNRESERVED = "-._~";

  private RoleFiles() {}

  /** RFC 3986 §2.1: all but unreserved characters, as UTF-8. */
  static String quote(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 8);
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || UNRESERVED.indexOf(c) >= 0;
      if (plain) {
        quoted.append(c);
      } else {
        quoted.append('%');
        quoted.append(Character.toUpperCase(Character.forDigit(c >> 4, 16)));
        quoted.append(Character.toUpperCase(Character.forDigit(c & 0xf, 16)));
      }
    }
    return quoted.toString();
  }

  /** Undoes {@link #quote}. */
  static String unquote(String quoted) {
    return URLDecoder.decode(quoted.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /** Where a directory keeps {@code role}; no two roles have the same. */
  static String local(String role) {
    return localName(role) + JSON;
  }

  /** A file name for any text. A percent sign before other than two hex digits is ours alone. */
  static String localName(String text) {
    String quoted = quote(text);
    return quoted.length() <= LONGEST
        ? quoted
        : "%sha256-" + Digest.of(text.getBytes(StandardCharsets.UTF_8)).hex();
  }
}
