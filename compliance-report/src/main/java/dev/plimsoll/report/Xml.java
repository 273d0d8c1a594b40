package dev.plimsoll.report;

import dev.plimsoll.formats.Bytes;

/**
 * Writes XML 1.0, escaped; not thread-safe. Characters that XML cannot hold at all, such as U+0000
 * or a lone surrogate, become U+FFFD.
 */
final class Xml {
  private final StringBuilder out =
      new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
  private int depth;
  private boolean tagOpen;
  private boolean hasText;

  Xml open(String element) {
    endTag();
    indent();
    out.append('<').append(element);
    tagOpen = true;
    hasText = false;
    depth++;
    return this;
  }

  /** For the element opened last, before any content. */
  Xml attribute(String name, String value) {
    if (!tagOpen) {
      throw new IllegalStateException("attribute " + name + " after content");
    }
    out.append(' ').append(name).append("=\"");
    escape(value, true);
    out.append('"');
    return this;
  }

  Xml text(String text) {
    if (tagOpen) {
      out.append('>');
      tagOpen = false;
    }
    escape(text, false);
    hasText = true;
    return this;
  }

  Xml close(String element) {
    depth--;
    if (tagOpen) {
      out.append("/>\n");
      tagOpen = false;
    } else {
      if (!hasText) {
        indent();
      }
      out.append("</").append(element).append(">\n");
    }
    hasText = false;
    return this;
  }

  Bytes finish() {
    if (depth != 0) {
      throw new IllegalStateException(depth + " elements are still open");
    }
    return Bytes.ofUtf8(out.toString());
  }

  private void endTag() {
    if (tagOpen) {
      out.append(">\n");
      tagOpen = false;
    }
  }

  private void indent() {
    out.append("  ".repeat(depth));
  }

  private void escape(String s, boolean attribute) {
    s.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append(attribute ? "&quot;" : "\"");
                case '\r' -> out.append("&#13;");
                case '\n', '\t' -> {
                  if (attribute) {
                    out.append("&#").append(c).append(';');
                  } else {
                    out.append((char) c);
                  }
                }
                default -> out.appendCodePoint(allowed(c) ? c : 0xFFFD);
              }
            });
  }

  private static boolean allowed(int c) {
    return (c >= 0x20 && c <= 0xD7FF) || (c >= 0xE000 && c <= 0xFFFD) || c >= 0x10000;
  }
}
