package dev.plimsoll.image.registry;

import dev.plimsoll.formats.FormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One challenge of a {@code WWW-Authenticate} header (RFC 9110 §11.6.1), e.g. {@code Bearer
 * realm="https://auth.example/token",service="registry.example"}.
 *
 * @param scheme lower case
 * @param parameters by lower-case name
 */
public record Challenge(String scheme, Map<String, String> parameters) {
  private static final int MAX_HEADER = 8192;

  public Challenge {
    parameters = Map.copyOf(parameters);
  }

  public Optional<String> find(String parameter) {
    return Optional.ofNullable(parameters.get(parameter));
  }

  /** Parses one header, which may hold several challenges. */
  public static List<Challenge> parse(String header) throws FormatException {
    if (header.length() > MAX_HEADER) {
      throw new FormatException("a WWW-Authenticate header of " + header.length() + " characters");
    }
    return new Parser(header).challenges();
  }

  private static final class Parser {
    private final String text;
    private int at;

    Parser(String text) {
      this.text = text;
    }

    List<Challenge> challenges() throws FormatException {
      List<Challenge> found = new ArrayList<>();
      skip(" \t,");
      while (at < text.length()) {
        String scheme = token().toLowerCase(Locale.ROOT);
        Map<String, String> parameters = new TreeMap<>();
        skip(" \t");
        while (startsParameter()) {
          String name = token().toLowerCase(Locale.ROOT);
          skip(" \t");
          at++; // the equals sign that startsParameter saw
          skip(" \t");
          parameters.putIfAbsent(
              name, at < text.length() && text.charAt(at) == '"' ? quoted() : token());
          skip(" \t,");
        }
        found.add(new Challenge(scheme, parameters));
        skipToken68();
        skip(" \t,");
      }
      return found;
    }

    /** {@code name =} and something that is not another equals sign. */
    private boolean startsParameter() {
      int i = at;
      while (i < text.length() && isToken(text.charAt(i))) {
        i++;
      }
      int name = i;
      while (i < text.length() && (text.charAt(i) == ' ' || text.charAt(i) == '\t')) {
        i++;
      }
      boolean equals = name > at && i < text.length() && text.charAt(i) == '=';
      return equals
          && i + 1 < text.length()
          && text.charAt(i + 1) != '='
          && text.charAt(i + 1) != ',';
    }

    /** What schemes such as Negotiate have in place of parameters. */
    private void skipToken68() {
      int start = at;
      while (at < text.length()
          && (isToken(text.charAt(at)) || "/=".indexOf(text.charAt(at)) >= 0)) {
        at++;
      }
      boolean wasScheme = at < text.length() && text.charAt(at) == ' ';
      if (wasScheme || text.substring(start, at).indexOf('=') < 0) {
        at = start;
      }
    }

    private void skip(String characters) {
      while (at < text.length() && characters.indexOf(text.charAt(at)) >= 0) {
        at++;
      }
    }

    private String token() throws FormatException {
      int start = at;
      while (at < text.length() && isToken(text.charAt(at))) {
        at++;
      }
      if (at == start) {
        throw malformed();
      }
      return text.substring(start, at);
    }

    private static boolean isToken(char c) {
      return (c >= 'a' && c <= 'z')
          || (c >= 'A' && c <= 'Z')
          || (c >= '0' && c <= '9')
          || "!#$%&'*+-.^_`|~:/".indexOf(c) >= 0;
    }

    private String quoted() throws FormatException {
      StringBuilder value = new StringBuilder();
      for (at++; at < text.length(); at++) {
        char c = text.charAt(at);
        if (c == '"') {
          at++;
          return value.toString();
        }
        if (c == '\\' && at + 1 < text.length()) {
          at++;
        }
        value.append(text.charAt(at));
      }
      throw malformed();
    }

    private FormatException malformed() {
      return new FormatException(
          "a malformed WWW-Authenticate header " + FormatException.quote(text));
    }
  }
}
