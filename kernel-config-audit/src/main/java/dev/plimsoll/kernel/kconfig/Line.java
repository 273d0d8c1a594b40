package dev.plimsoll.kernel.kconfig;

import dev.plimsoll.formats.FormatException;
import java.util.List;

/** One statement: its tokens, and a cursor on them. Not thread-safe. */
final class Line {
  enum Kind {
    /** A bare word: keyword, symbol or number. */
    WORD,
    QUOTED,
    SIGN,
    END
  }

  /**
   * @param probe the reference as it stands, when the text is not known; else empty
   */
  record Token(Kind kind, String text, String probe, int line, int column) {
    boolean is(String sign) {
      return kind == Kind.SIGN && text.equals(sign);
    }

    boolean word(String keyword) {
      return kind == Kind.WORD && text.equals(keyword) && probe.isEmpty();
    }

    String words() {
      return switch (kind) {
        case END -> "the end of the line";
        case QUOTED -> FormatException.quote(text);
        default -> FormatException.quote(probe.isEmpty() ? text : probe);
      };
    }
  }

  private final String file;
  private final List<Token> tokens;
  private int at;

  Line(String file, List<Token> tokens) {
    this.file = file;
    this.tokens = tokens;
  }

  String file() {
    return file;
  }

  /** Of the statement's first token. */
  int number() {
    return tokens.getFirst().line();
  }

  Token peek() {
    return tokens.get(at);
  }

  Token take() {
    Token t = tokens.get(at);
    if (t.kind() != Kind.END) {
      at++;
    }
    return t;
  }

  /** Takes the keyword when it comes next. */
  boolean takeWord(String keyword) {
    if (peek().word(keyword)) {
      at++;
      return true;
    }
    return false;
  }

  void end() throws FormatException {
    if (peek().kind() != Kind.END) {
      throw unexpected("the end of the line");
    }
  }

  FormatException unexpected(String wanted) {
    return error(peek(), "found " + peek().words() + ", wanted " + wanted);
  }

  FormatException error(Token token, String message) {
    return new FormatException(file + ":" + token.line() + ":" + token.column(), message);
  }

  FormatException error(String message) {
    return error(tokens.getFirst(), message);
  }
}
