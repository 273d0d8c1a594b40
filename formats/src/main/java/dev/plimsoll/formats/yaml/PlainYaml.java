package dev.plimsoll.formats.yaml;

import dev.plimsoll.formats.SourcePosition;
import dev.plimsoll.formats.yaml.YamlNode.Entry;
import dev.plimsoll.formats.yaml.YamlNode.YamlList;
import dev.plimsoll.formats.yaml.YamlNode.YamlMap;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the plain part of YAML in one pass, for a program that must start fast: block mappings and
 * lists, scalars and flow collections of one line, comments. It either gives exactly the nodes that
 * the whole reader gives, places included, or declines: whatever is unusual, and all that is wrong,
 * is left to the whole reader and its messages. For one text; not thread-safe.
 */
final class PlainYaml {
  private static final int MAX_DEPTH = 30;
  private static final int MAX_NODES = 100_000;

  private final String file;
  private final List<String> lines;
  private int next;
  private int nodes;

  private PlainYaml(String file, List<String> lines) {
    this.file = file;
    this.lines = lines;
  }

  /** Empty when it declines. */
  static Optional<YamlNode> read(String file, String text) {
    Optional<List<String>> lines = lines(text);
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    try {
      PlainYaml reader = new PlainYaml(file, lines.get());
      reader.skip();
      if (reader.next >= lines.get().size() || reader.indent() != 0) {
        return Optional.empty();
      }
      YamlNode root = reader.block(0, 0);
      return reader.next < lines.get().size() ? Optional.empty() : Optional.of(root);
    } catch (DeclinedException e) {
      return Optional.empty();
    }
  }

  /** What is read here is not plain. Carries nothing: the whole reader says what it is. */
  static final class DeclinedException extends Exception {
    private static final long serialVersionUID = 1L;

    DeclinedException() {
      super("", null, false, false);
    }
  }

  /** Lines without the blanks at their ends; empty when there is a character that is not plain. */
  private static Optional<List<String>> lines(String text) {
    List<String> lines = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        lines.add(trimmed(text, start, i));
        start = i + 1;
      } else if (!isPlain(c)) {
        return Optional.empty();
      }
    }
    if (start < text.length()) {
      lines.add(trimmed(text, start, text.length()));
    }
    return Optional.of(lines);
  }

  private static boolean isPlain(char c) {
    return c >= ' ' && c <= '~' || c > 0xa0 && c < 0x2000 || c > 0x2010 && c < 0x2028;
  }

  private static String trimmed(String text, int start, int end) {
    int last = end;
    while (last > start && text.charAt(last - 1) == ' ') {
      last--;
    }
    return text.substring(start, last);
  }

  // --- lines

  /** To the next line that is neither blank nor a comment. */
  private void skip() throws DeclinedException {
    while (next < lines.size() && isFiller(lines.get(next))) {
      next++;
    }
    if (next < lines.size()) {
      String line = lines.get(next);
      if (line.startsWith("---") || line.startsWith("...") || line.startsWith("%")) {
        throw new DeclinedException();
      }
    }
  }

  private static boolean isFiller(String line) {
    int i = leading(line);
    return i == line.length() || line.charAt(i) == '#';
  }

  private static int leading(String line) {
    int i = 0;
    while (i < line.length() && line.charAt(i) == ' ') {
      i++;
    }
    return i;
  }

  private int indent() {
    return next < lines.size() ? leading(lines.get(next)) : -1;
  }

  private static boolean isItem(String line, int column) {
    return line.startsWith("- ", column)
        || (line.length() == column + 1 && line.charAt(column) == '-');
  }

  SourcePosition at(int line, int column) {
    return new SourcePosition(file, line + 1, column + 1);
  }

  void count() throws DeclinedException {
    if (++nodes > MAX_NODES) {
      throw new DeclinedException();
    }
  }

  // --- blocks

  /** The mapping or list whose first line is the next one, at {@code column}. */
  private YamlNode block(int column, int depth) throws DeclinedException {
    if (depth > MAX_DEPTH) {
      throw new DeclinedException();
    }
    return isItem(lines.get(next), column) ? list(column, depth) : map(column, depth);
  }

  private YamlList list(int column, int depth) throws DeclinedException {
    count();
    SourcePosition at = at(next, column);
    List<YamlNode> items = new ArrayList<>();
    while (indent() == column && isItem(lines.get(next), column)) {
      String line = lines.get(next);
      int start = column + 1;
      while (start < line.length() && line.charAt(start) == ' ') {
        start++;
      }
      if (start == line.length() || isItem(line, start)) {
        throw new DeclinedException();
      }
      items.add(keyEnd(line, start) > 0 ? map(start, depth + 1) : value(start, column));
      skip();
    }
    if (indent() > column) {
      throw new DeclinedException();
    }
    return new YamlList(items, at);
  }

  /** From {@code column} of the next line on; its first key may stand behind a dash. */
  private YamlMap map(int column, int depth) throws DeclinedException {
    if (depth > MAX_DEPTH) {
      throw new DeclinedException();
    }
    count();
    SourcePosition at = at(next, column);
    List<Entry> entries = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    do {
      String line = lines.get(next);
      int end = keyEnd(line, column);
      if (end < 0) {
        throw new DeclinedException();
      }
      String key = line.substring(column, end);
      if (!seen.add(key)) {
        throw new DeclinedException();
      }
      entries.add(new Entry(key, at(next, column), entry(line, end + 1, column, depth)));
      skip();
    } while (indent() == column && !isItem(lines.get(next), column));
    if (indent() > column) {
      throw new DeclinedException();
    }
    return new YamlMap(entries, at);
  }

  /** What follows a colon: on its line, or in the block below. */
  private YamlNode entry(String line, int from, int column, int depth) throws DeclinedException {
    int start = from;
    while (start < line.length() && line.charAt(start) == ' ') {
      start++;
    }
    if (start < line.length() && line.charAt(start) != '#') {
      return value(start, column);
    }
    next++;
    skip();
    int inner = indent();
    if (inner > column || (inner == column && isItem(lines.get(next), column))) {
      return block(inner, depth + 1);
    }
    throw new DeclinedException();
  }

  /** A scalar or flow collection that ends with its line; the next line must not go on with it. */
  private YamlNode value(int start, int column) throws DeclinedException {
    YamlNode value = new PlainValue(this, lines.get(next), next, start).whole();
    next++;
    skip();
    if (indent() > column) {
      throw new DeclinedException();
    }
    return value;
  }

  /** Where the plain key that starts at {@code from} ends, if a colon follows; else -1. */
  private static int keyEnd(String line, int from) {
    int end = from;
    while (end < line.length() && PlainValue.isKey(line.charAt(end))) {
      end++;
    }
    boolean colon = end < line.length() && line.charAt(end) == ':';
    boolean alone = end + 1 >= line.length() || line.charAt(end + 1) == ' ';
    boolean key =
        end > from && end - from <= PlainValue.MAX_KEY && Character.isLetter(line.charAt(from));
    return colon && alone && key ? end : -1;
  }
}
