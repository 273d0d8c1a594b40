package dev.plimsoll.kernel.kconfig;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.kernel.kconfig.Line.Kind;
import dev.plimsoll.kernel.kconfig.Line.Token;
import dev.plimsoll.kernel.kconfig.Macros.Expanded;
import dev.plimsoll.kernel.kconfig.Macros.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The statements of one Kconfig file, with references expanded as they are met (scripts/kconfig/
 * lexer.l). Not thread-safe.
 */
final class LineReader {
  private static final Set<String> ASSIGNMENTS = Set.of("=", ":=", "+=");

  private final String file;
  private final String text;
  private final Macros macros;
  private int at;
  private int number;

  LineReader(String file, String text, Macros macros) {
    this.file = file;
    this.text = text;
    this.macros = macros;
  }

  /** The next statement that has a token; empty at the end of the file. */
  Optional<Line> next() throws FormatException {
    while (at < text.length()) {
      List<Token> tokens = new ArrayList<>(6);
      boolean more = true;
      while (more) {
        int eol = endOfLine();
        String line = text.substring(at, contentEnd(eol));
        at = Math.min(text.length(), eol + 1);
        number++;
        more = tokens(line, tokens) && at < text.length();
      }
      if (!tokens.isEmpty()) {
        tokens.add(new Token(Kind.END, "", "", number, lastColumn(tokens)));
        return Optional.of(new Line(file, tokens));
      }
    }
    return Optional.empty();
  }

  /** Skips a help text: all lines that are indented as deep as its first one. */
  void skipHelp() {
    int first = 0;
    while (at < text.length()) {
      int eol = endOfLine();
      int indent = indent(at, contentEnd(eol));
      if (indent >= 0) {
        if (indent == 0 || indent < first) {
          return;
        }
        first = first == 0 ? indent : first;
      }
      at = Math.min(text.length(), eol + 1);
      number++;
    }
  }

  /** Columns before the first character; -1 for a blank line. */
  private int indent(int from, int to) {
    int columns = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c == '\t') {
        columns = (columns & ~7) + 8;
      } else if (c == ' ') {
        columns++;
      } else {
        return columns;
      }
    }
    return -1;
  }

  private int endOfLine() {
    int eol = text.indexOf('\n', at);
    return eol < 0 ? text.length() : eol;
  }

  private int contentEnd(int eol) {
    return eol > at && text.charAt(eol - 1) == '\r' ? eol - 1 : eol;
  }

  private static int lastColumn(List<Token> tokens) {
    Token last = tokens.getLast();
    return last.column() + Math.max(1, last.text().length());
  }

  /** Adds the tokens of one line; true when a backslash joins the next line to it. */
  private boolean tokens(String line, List<Token> into) throws FormatException {
    int p = 0;
    while (p < line.length()) {
      char c = line.charAt(p);
      if (c == ' ' || c == '\t' || c == '\f') {
        p++;
      } else if (c == '#') {
        return false;
      } else if (c == '\\' && p == line.length() - 1) {
        return true;
      } else if (c == '"' || c == '\'') {
        p = quoted(line, p, into);
      } else if (isWord(c) || c == '$') {
        p = word(line, p, into);
      } else {
        p = sign(line, p, into);
        if (isAssignment(into)) {
          String value = line.substring(p).stripLeading();
          into.add(new Token(Kind.QUOTED, value, "", number, line.length() - value.length() + 1));
          return false;
        }
      }
    }
    return false;
  }

  private static boolean isAssignment(List<Token> tokens) {
    return tokens.size() == 2
        && ASSIGNMENTS.contains(tokens.get(1).text())
        && tokens.getFirst().kind() == Kind.WORD
        && !Keywords.ALL.contains(tokens.getFirst().text());
  }

  private int sign(String line, int p, List<Token> into) throws FormatException {
    char c = line.charAt(p);
    char d = p + 1 < line.length() ? line.charAt(p + 1) : ' ';
    String sign =
        switch (c) {
          case '|' -> d == '|' ? "||" : "";
          case '&' -> d == '&' ? "&&" : "";
          case '!' -> d == '=' ? "!=" : "!";
          case '<' -> d == '=' ? "<=" : "<";
          case '>' -> d == '=' ? ">=" : ">";
          case ':' -> d == '=' ? ":=" : "";
          case '+' -> d == '=' ? "+=" : "";
          case '=', '(', ')' -> String.valueOf(c);
          default -> "";
        };
    if (sign.isEmpty()) {
      throw place(p).error("unexpected character " + FormatException.quote(String.valueOf(c)));
    }
    into.add(new Token(Kind.SIGN, sign, "", number, p + 1));
    return p + sign.length();
  }

  private int word(String line, int from, List<Token> into) throws FormatException {
    StringBuilder out = new StringBuilder();
    boolean known = true;
    int p = from;
    while (p < line.length()) {
      char c = line.charAt(p);
      if (c == '$' && line.startsWith("$(", p)) {
        int end = Macros.end(line, p, place(p));
        Expanded e = macros.expand(line.substring(p, end), place(p));
        out.append(e.text());
        known &= e.known();
        p = end;
      } else if (isWord(c) || c == '$') {
        out.append(c);
        p++;
      } else {
        break;
      }
    }
    if (!known || !out.isEmpty()) {
      String probe = known ? "" : line.substring(from, p);
      into.add(new Token(Kind.WORD, out.toString(), probe, number, from + 1));
    }
    return p;
  }

  private int quoted(String line, int from, List<Token> into) throws FormatException {
    char quote = line.charAt(from);
    StringBuilder out = new StringBuilder();
    boolean known = true;
    int p = from + 1;
    while (p < line.length()) {
      char c = line.charAt(p);
      if (c == quote) {
        String probe = known ? "" : line.substring(from + 1, p);
        into.add(new Token(Kind.QUOTED, out.toString(), probe, number, from + 1));
        return p + 1;
      }
      if (c == '\\' && p + 1 < line.length()) {
        out.append(line.charAt(p + 1));
        p += 2;
      } else if (c == '$' && line.startsWith("$(", p)) {
        int end = Macros.end(line, p, place(p));
        Expanded e = macros.expand(line.substring(p, end), place(p));
        out.append(e.text());
        known &= e.known();
        p = end;
      } else {
        out.append(c);
        p++;
      }
    }
    throw place(from).error("a quoted text without its end on the line");
  }

  private Place place(int p) {
    return new Place(file, number, p + 1);
  }

  private static boolean isWord(char c) {
    return c == '_'
        || c == '-'
        || c >= '0' && c <= '9'
        || c >= 'A' && c <= 'Z'
        || c >= 'a' && c <= 'z';
  }
}
