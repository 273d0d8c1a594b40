package dev.plimsoll.formats.yaml;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.yaml.YamlNode.Entry;
import dev.plimsoll.formats.yaml.YamlNode.ScalarType;
import dev.plimsoll.formats.yaml.YamlNode.YamlList;
import dev.plimsoll.formats.yaml.YamlNode.YamlMap;
import dev.plimsoll.formats.yaml.YamlNode.YamlScalar;
import java.util.regex.Pattern;

/**
 * Writes YAML 1.2 that {@link YamlReader} reads as the same nodes, but for their places: block
 * style, no aliases, strings plain where that is safe, else quoted, texts of several lines as
 * literals. The same nodes always give the same bytes.
 */
public final class YamlWriter {
  /** Strings that no YAML version takes for anything else. */
  private static final Pattern PLAIN =
      Pattern.compile("[A-Za-z/][A-Za-z0-9_./+@=-]*(:[A-Za-z0-9_./+@=-]+){0,4}");

  private static final int MAX_PLAIN = 200;

  private static final Pattern WORD_OF_YAML =
      Pattern.compile("(?i)y|n|yes|no|on|off|true|false|null|nan|inf");

  private YamlWriter() {}

  /** The document {@code root}. */
  public static Bytes write(YamlMap root) {
    StringBuilder out = new StringBuilder();
    if (root.entries().isEmpty()) {
      out.append("{}\n");
    } else {
      map(out, root, 0);
    }
    return Bytes.ofUtf8(out.toString());
  }

  private static void map(StringBuilder out, YamlMap map, int indent) {
    boolean first = true;
    for (Entry entry : map.entries()) {
      if (!first) {
        out.append(" ".repeat(indent));
      }
      first = false;
      out.append(oneLine(entry.key())).append(':');
      value(out, entry.value(), indent);
    }
  }

  /** What follows a colon: on the same line, or below it and further in. */
  private static void value(StringBuilder out, YamlNode node, int indent) {
    switch (node) {
      case YamlScalar s -> scalar(out.append(' '), s, indent + 2);
      case YamlList l -> {
        if (l.items().isEmpty()) {
          out.append(" []\n");
        } else {
          out.append('\n');
          list(out, l, indent + 2);
        }
      }
      case YamlMap m -> {
        if (m.entries().isEmpty()) {
          out.append(" {}\n");
        } else {
          out.append('\n').append(" ".repeat(indent + 2));
          map(out, m, indent + 2);
        }
      }
    }
  }

  private static void list(StringBuilder out, YamlList list, int indent) {
    for (YamlNode item : list.items()) {
      out.append(" ".repeat(indent)).append('-');
      if (item instanceof YamlMap m && !m.entries().isEmpty()) {
        out.append(' ');
        map(out, m, indent + 2);
      } else {
        value(out, item, indent);
      }
    }
  }

  private static void scalar(StringBuilder out, YamlScalar scalar, int indent) {
    if (scalar.type() == ScalarType.NULL) {
      out.append("null\n");
    } else if (scalar.type() != ScalarType.STRING) {
      out.append(scalar.text()).append('\n');
    } else if (scalar.text().indexOf('\n') >= 0 && isLiteral(scalar.text())) {
      literal(out, scalar.text(), indent);
    } else {
      out.append(oneLine(scalar.text())).append('\n');
    }
  }

  /**
   * Whether a literal keeps {@code text}: printable, its first line not indented, no line of blanks
   * alone, and at most one line break at its end, because more would need another chomping sign.
   */
  private static boolean isLiteral(String text) {
    boolean printable = text.chars().allMatch(c -> c == '\n' || c == '\t' || isPrintable(c));
    boolean indented = text.startsWith(" ") || text.startsWith("\t");
    return printable
        && !indented
        && !text.startsWith("\n")
        && !text.endsWith("\n\n")
        && text.lines().noneMatch(l -> !l.isEmpty() && l.isBlank());
  }

  /** Of the basic plane; what looks like a line break or a blank to some reader is not. */
  private static boolean isPrintable(int c) {
    return (c >= ' ' && c <= '~') || (c > 0xa0 && c < 0xd800 && c != 0x2028 && c != 0x2029);
  }

  private static void literal(StringBuilder out, String text, int indent) {
    out.append(text.endsWith("\n") ? "|\n" : "|-\n");
    for (String line : text.lines().toList()) {
      out.append(line.isEmpty() ? "" : " ".repeat(indent)).append(line).append('\n');
    }
  }

  private static String oneLine(String text) {
    if (text.length() <= MAX_PLAIN
        && PLAIN.matcher(text).matches()
        && !WORD_OF_YAML.matcher(text).matches()) {
      return text;
    }
    StringBuilder quoted = new StringBuilder("\"");
    text.codePoints().forEach(c -> quote(quoted, c));
    return quoted.append('"').toString();
  }

  private static void quote(StringBuilder out, int c) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\n' -> out.append("\\n");
      case '\t' -> out.append("\\t");
      default -> {
        if (isPrintable(c) || Character.isSupplementaryCodePoint(c)) {
          out.appendCodePoint(c);
        } else {
          out.append(String.format("\\u%04x", c));
        }
      }
    }
  }
}
