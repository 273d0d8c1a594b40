package dev.plimsoll.formats.yaml;

import dev.plimsoll.formats.yaml.PlainYaml.DeclinedException;
import dev.plimsoll.formats.yaml.YamlNode.Entry;
import dev.plimsoll.formats.yaml.YamlNode.ScalarType;
import dev.plimsoll.formats.yaml.YamlNode.YamlList;
import dev.plimsoll.formats.yaml.YamlNode.YamlMap;
import dev.plimsoll.formats.yaml.YamlNode.YamlScalar;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** One value on one line, for {@link PlainYaml}: a scalar, or a flow collection of such. */
final class PlainValue {
  /** YAML's own limit is 1024. */
  static final int MAX_KEY = 500;

  private static final int MAX_DEPTH = 10;
  private static final Set<String> NULLS = Set.of("null", "Null", "NULL");
  private static final Set<String> BOOLEANS =
      Set.of("true", "True", "TRUE", "false", "False", "FALSE");

  private final PlainYaml reader;
  private final String line;
  private final int number;
  private int i;

  PlainValue(PlainYaml reader, String line, int number, int start) {
    this.reader = reader;
    this.line = line;
    this.number = number;
    this.i = start;
  }

  static boolean isKey(char c) {
    return isWord(c) || c == '.' || c == '-' || c == '/';
  }

  private static boolean isWord(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  }

  /** The value, after which only a comment may follow. */
  YamlNode whole() throws DeclinedException {
    char c = line.charAt(i);
    YamlNode node = c == '[' || c == '{' ? flow(0) : c == '"' || c == '\'' ? quoted() : block();
    int rest = i;
    while (rest < line.length() && line.charAt(rest) == ' ') {
      rest++;
    }
    if (rest < line.length() && (rest == i || line.charAt(rest) != '#')) {
      throw new DeclinedException();
    }
    return node;
  }

  /** A plain scalar up to the end of the line, or a comment. */
  private YamlScalar block() throws DeclinedException {
    int start = i;
    while (i < line.length()) {
      char c = line.charAt(i);
      boolean colon = c == ':' && (i + 1 == line.length() || line.charAt(i + 1) == ' ');
      if (colon) {
        throw new DeclinedException();
      }
      if (c == '#' && line.charAt(i - 1) == ' ') {
        break;
      }
      i++;
    }
    return plain(start);
  }

  /** The plain scalar from {@code start} to here, without the blanks at its end. */
  private YamlScalar plain(int start) throws DeclinedException {
    int end = i;
    while (end > start && line.charAt(end - 1) == ' ') {
      end--;
    }
    i = end;
    String text = line.substring(start, end);
    char first = text.isEmpty() ? ' ' : text.charAt(0);
    boolean negative = first == '-' && text.length() > 1 && isDigits(text, 1);
    if (!isWord(first) && first != '/' && first <= '~' && !negative) {
      throw new DeclinedException();
    }
    reader.count();
    return new YamlScalar(text, type(text), reader.at(number, start));
  }

  /** By the core schema; declines what takes a second look. */
  private static ScalarType type(String text) throws DeclinedException {
    char first = text.charAt(0);
    if (first == '-' || (first >= '0' && first <= '9')) {
      return first == '-' ? ScalarType.INTEGER : number(text);
    }
    return NULLS.contains(text)
        ? ScalarType.NULL
        : BOOLEANS.contains(text) ? ScalarType.BOOLEAN : ScalarType.STRING;
  }

  private static ScalarType number(String text) throws DeclinedException {
    int dot = text.indexOf('.');
    if (isDigits(text, 0)) {
      return ScalarType.INTEGER;
    }
    boolean twoParts = dot > 0 && dot + 1 < text.length();
    if (twoParts && isDigits(text.substring(0, dot), 0) && isDigits(text, dot + 1)) {
      return ScalarType.FLOAT;
    }
    if (text.indexOf('.', dot + 1) > dot && dot > 0 || text.indexOf(' ') > 0) {
      return ScalarType.STRING;
    }
    throw new DeclinedException();
  }

  private static boolean isDigits(String text, int from) {
    for (int k = from; k < text.length(); k++) {
      if (text.charAt(k) < '0' || text.charAt(k) > '9') {
        return false;
      }
    }
    return true;
  }

  private YamlScalar quoted() throws DeclinedException {
    char quote = line.charAt(i);
    int start = i++;
    StringBuilder text = new StringBuilder();
    while (i < line.length() && line.charAt(i) != quote) {
      char c = line.charAt(i++);
      if (c == '\\' && quote == '"') {
        c = i < line.length() ? line.charAt(i++) : ' ';
        if (c != '"' && c != '\\') {
          throw new DeclinedException();
        }
      }
      text.append(c);
    }
    if (i == line.length()) {
      throw new DeclinedException();
    }
    i++;
    if (i < line.length() && line.charAt(i) == quote) {
      throw new DeclinedException();
    }
    reader.count();
    return new YamlScalar(text.toString(), ScalarType.STRING, reader.at(number, start));
  }

  // --- flow

  private YamlNode flow(int depth) throws DeclinedException {
    if (depth > MAX_DEPTH) {
      throw new DeclinedException();
    }
    char c = peek();
    return switch (c) {
      case '[' -> flowList(depth);
      case '{' -> flowMap(depth);
      case '"', '\'' -> quoted();
      default -> flowPlain();
    };
  }

  private char peek() throws DeclinedException {
    if (i >= line.length()) {
      throw new DeclinedException();
    }
    return line.charAt(i);
  }

  private void blanks() {
    while (i < line.length() && line.charAt(i) == ' ') {
      i++;
    }
  }

  private YamlList flowList(int depth) throws DeclinedException {
    reader.count();
    int start = i++;
    List<YamlNode> items = new ArrayList<>();
    blanks();
    while (peek() != ']') {
      items.add(flow(depth + 1));
      separator(']');
    }
    i++;
    return new YamlList(items, reader.at(number, start));
  }

  private YamlMap flowMap(int depth) throws DeclinedException {
    reader.count();
    int start = i++;
    List<Entry> entries = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    blanks();
    while (peek() != '}') {
      int key = i;
      while (isKey(peek())) {
        i++;
      }
      String name = line.substring(key, i);
      boolean named =
          !name.isEmpty()
              && name.length() <= MAX_KEY
              && Character.isLetter(name.charAt(0))
              && seen.add(name);
      if (!named || !line.startsWith(": ", i)) {
        throw new DeclinedException();
      }
      i++;
      blanks();
      entries.add(new Entry(name, reader.at(number, key), flow(depth + 1)));
      separator('}');
    }
    i++;
    return new YamlMap(entries, reader.at(number, start));
  }

  /** A comma and another element, or the end. */
  private void separator(char end) throws DeclinedException {
    blanks();
    if (peek() == ',') {
      i++;
      blanks();
      if (peek() == end) {
        throw new DeclinedException();
      }
    } else if (peek() != end) {
      throw new DeclinedException();
    }
  }

  private YamlScalar flowPlain() throws DeclinedException {
    int start = i;
    while (i < line.length() && ",]}".indexOf(line.charAt(i)) < 0) {
      if ("[{:#\"'".indexOf(line.charAt(i)) >= 0) {
        throw new DeclinedException();
      }
      i++;
    }
    return plain(start);
  }
}
