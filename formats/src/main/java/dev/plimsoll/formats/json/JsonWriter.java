package dev.plimsoll.formats.json;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.json.JsonValue.JsonArray;
import dev.plimsoll.formats.json.JsonValue.JsonBool;
import dev.plimsoll.formats.json.JsonValue.JsonNull;
import dev.plimsoll.formats.json.JsonValue.JsonNumber;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonValue.JsonString;
import java.util.Map;
import java.util.TreeMap;

/** Writes JSON in one of four forms; the same value always gives the same bytes. */
public final class JsonWriter {
  private JsonWriter() {}

  /** One line, members in their own order. */
  public static Bytes compact(JsonValue value) {
    StringBuilder out = new StringBuilder();
    write(out, value, Form.COMPACT, 0);
    return Bytes.ofUtf8(out.toString());
  }

  /** One line, names sorted by code point: the same members always give the same bytes. */
  public static Bytes sorted(JsonValue value) {
    StringBuilder out = new StringBuilder();
    write(out, value, Form.SORTED, 0);
    return Bytes.ofUtf8(out.toString());
  }

  /** Two-space indents and a final newline, for files that people open. */
  public static Bytes pretty(JsonValue value) {
    StringBuilder out = new StringBuilder();
    write(out, value, Form.PRETTY, 0);
    return Bytes.ofUtf8(out.append('\n').toString());
  }

  /**
   * OLPC canonical JSON, as TUF 1.0.34 signs it: sorted names, no blanks, only {@code "} and {@code
   * \} escaped. With control characters in a string it is no JSON: sign it, never send it.
   *
   * @throws IllegalArgumentException for a number that is not written as an integer
   */
  public static Bytes canonical(JsonValue value) {
    StringBuilder out = new StringBuilder();
    write(out, value, Form.CANONICAL, 0);
    return Bytes.ofUtf8(out.toString());
  }

  /** Appends {@code s} as a JSON string, as {@link #compact} writes it, for hand-made hot paths. */
  public static void appendString(StringBuilder out, String s) {
    string(out, s, Form.COMPACT);
  }

  private enum Form {
    COMPACT,
    SORTED,
    PRETTY,
    CANONICAL
  }

  private static void write(StringBuilder out, JsonValue value, Form form, int depth) {
    switch (value) {
      case JsonObject o -> {
        Map<String, JsonValue> members =
            form == Form.CANONICAL || form == Form.SORTED ? sortedMembers(o) : o.members();
        out.append('{');
        boolean first = true;
        for (Map.Entry<String, JsonValue> e : members.entrySet()) {
          separate(out, form, depth + 1, first);
          first = false;
          string(out, e.getKey(), form);
          out.append(form == Form.PRETTY ? ": " : ":");
          write(out, e.getValue(), form, depth + 1);
        }
        close(out, '}', form, depth, members.isEmpty());
      }
      case JsonArray a -> {
        out.append('[');
        boolean first = true;
        for (JsonValue item : a.items()) {
          separate(out, form, depth + 1, first);
          first = false;
          write(out, item, form, depth + 1);
        }
        close(out, ']', form, depth, a.items().isEmpty());
      }
      case JsonString s -> string(out, s.value(), form);
      case JsonNumber n -> number(out, n, form);
      case JsonBool b -> out.append(b.value());
      case JsonNull n -> out.append("null");
    }
  }

  /** By code point, as python-tuf and go-tuf sort; Java's own order differs beyond U+FFFF. */
  private static Map<String, JsonValue> sortedMembers(JsonObject object) {
    if (inOrder(object)) {
      return object.members(); // what was written canonically is read in that order
    }
    Map<String, JsonValue> sorted = new TreeMap<>(JsonWriter::compareCodePoints);
    sorted.putAll(object.members());
    return sorted;
  }

  private static boolean inOrder(JsonObject object) {
    String before = "";
    for (String name : object.members().keySet()) {
      if (compareCodePoints(before, name) > 0) {
        return false;
      }
      before = name;
    }
    return true;
  }

  /** Like UTF-16 order, but surrogates stand for what is beyond U+FFFF, and so come last. */
  private static int compareCodePoints(String a, String b) {
    int shared = Math.min(a.length(), b.length());
    for (int i = 0; i < shared; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        boolean apart = Character.isSurrogate(x) != Character.isSurrogate(y);
        return apart ? (Character.isSurrogate(x) ? 1 : -1) : Character.compare(x, y);
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  private static void separate(StringBuilder out, Form form, int depth, boolean first) {
    if (!first) {
      out.append(',');
    }
    newline(out, form, depth);
  }

  private static void close(StringBuilder out, char bracket, Form form, int depth, boolean empty) {
    if (!empty) {
      newline(out, form, depth);
    }
    out.append(bracket);
  }

  private static void newline(StringBuilder out, Form form, int depth) {
    if (form == Form.PRETTY) {
      out.append('\n').append("  ".repeat(depth));
    }
  }

  private static void number(StringBuilder out, JsonNumber n, Form form) {
    if (form == Form.CANONICAL && n.value().scale() != 0) {
      throw new IllegalArgumentException("canonical JSON has integers only, found " + n.value());
    }
    out.append(n.value()); // with exponent where it has one: read back as the same decimal
  }

  /** Appends whole runs between two escapes: signatures and keys are long and have none. */
  private static void string(StringBuilder out, String s, Form form) {
    out.append('"');
    int done = 0;
    for (int i = 0; i < s.length(); i++) {
      char c = s.charAt(i);
      boolean quoted = c == '"' || c == '\\';
      if (quoted || (c < 0x20 && form != Form.CANONICAL)) {
        out.append(s, done, i);
        done = i + 1;
        if (quoted) {
          out.append('\\').append(c);
        } else {
          out.append(escape(c));
        }
      }
    }
    if (done == 0) {
      out.append(s); // one copy; a part of a string is appended character by character
    } else {
      out.append(s, done, s.length());
    }
    out.append('"');
  }

  private static String escape(char c) {
    return switch (c) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> String.format("\\u%04x", (int) c);
    };
  }
}
