package dev.plimsoll.report;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A finding's {@code where} taken apart: {@code file}, {@code file:line} or {@code
 * file:line:column}, counted from 1. A file may itself hold colons, as {@code
 * deb:linux-image!boot/config:17} does.
 *
 * @param line 0 when there is none
 * @param column 0 when there is none
 */
record Where(String file, int line, int column) {
  private static final Pattern PLACE =
      Pattern.compile("(?s)(.*?)(?::([1-9][0-9]{0,8}))?(?::([1-9][0-9]{0,8}))?");
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*");
  private static final String PLAIN = "-._~/!$'()*+,;=:@";

  /** Empty when the option is nowhere in a file ({@code absent}). */
  static Optional<Where> parse(String where) {
    if (where.isBlank() || where.equals("absent")) {
      return Optional.empty();
    }
    Matcher m = PLACE.matcher(where);
    if (!m.matches() || m.group(1).isEmpty()) {
      return Optional.of(new Where(where, 0, 0));
    }
    return Optional.of(new Where(m.group(1), number(m, 2), number(m, 3)));
  }

  private static int number(Matcher m, int group) {
    return m.group(group) == null ? 0 : Integer.parseInt(m.group(group));
  }

  /** The file as a URI reference (RFC 3986): an absolute path as {@code file://}. */
  String uri() {
    int colon = file.indexOf(':');
    int slash = file.indexOf('/');
    boolean scheme = colon > 0 && SCHEME.matcher(file.substring(0, colon)).matches();
    boolean colonInFirstSegment = colon >= 0 && (slash < 0 || colon < slash) && !scheme;
    StringBuilder out = new StringBuilder(file.startsWith("/") ? "file://" : "");
    for (byte b : file.getBytes(StandardCharsets.UTF_8)) {
      int c = b & 0xff;
      boolean plain =
          (c < 0x80 && Character.isLetterOrDigit(c)) || (c < 0x80 && PLAIN.indexOf(c) >= 0);
      if (plain && !(c == ':' && colonInFirstSegment)) {
        out.append((char) c);
      } else {
        out.append(String.format("%%%02X", c));
      }
    }
    return out.toString();
  }
}
