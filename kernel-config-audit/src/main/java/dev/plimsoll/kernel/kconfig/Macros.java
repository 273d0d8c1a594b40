package dev.plimsoll.kernel.kconfig;

import dev.plimsoll.formats.FormatException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Variables and {@code $(…)} (Documentation/kbuild/kconfig-macro-language.rst). {@code $(shell …)}
 * is never run: what depends on it, or on a variable of the build's environment, is not known, and
 * the reader keeps the reference's own text. Not thread-safe.
 */
final class Macros {
  private static final int MAX_ARGUMENTS = 16;

  private final KconfigLimits limits;
  private final Map<String, String> environment;
  private final Map<String, Variable> variables = new HashMap<>();
  private int expansions;
  private int depth;

  Macros(KconfigLimits limits, Map<String, String> environment) {
    this.limits = limits;
    this.environment = environment;
  }

  /**
   * What a text expanded to.
   *
   * @param known false when it depends on the build machine: the text is then of no use
   */
  record Expanded(String text, boolean known) {
    static final Expanded EMPTY = new Expanded("", true);
  }

  private static final class Variable {
    private final boolean simple;
    private String value;
    private boolean known = true;
    private boolean expanding;

    Variable(boolean simple, String value) {
      this.simple = simple;
      this.value = value;
    }
  }

  /** Where a reference stands, for messages and {@code $(filename)}, {@code $(lineno)}. */
  record Place(String file, int line, int column) {
    FormatException error(String message) {
      return new FormatException(file + ":" + line + ":" + column, message);
    }
  }

  /**
   * {@code name = value}, {@code name := value}, {@code name += value}.
   *
   * @param sign the operator
   */
  void assign(String name, String sign, String value, Place place) throws FormatException {
    Optional<Variable> old = Optional.ofNullable(variables.get(name));
    boolean append = sign.equals("+=");
    boolean simple = append ? old.map(v -> v.simple).orElse(false) : sign.equals(":=");
    Expanded fresh = simple ? expand(value, List.of(), place) : new Expanded(value, true);
    if (append && old.isPresent()) {
      Variable v = old.get();
      v.value = checked(v.value + " " + fresh.text(), place);
      v.known &= fresh.known();
      return;
    }
    Variable v = new Variable(simple, fresh.text());
    v.known = fresh.known();
    variables.put(name, v);
  }

  /** Expands every reference in {@code text}. */
  Expanded expand(String text, Place place) throws FormatException {
    return expand(text, List.of(), place);
  }

  /** Where the reference that starts with "$(" at {@code from} ends, after its parenthesis. */
  static int end(String text, int from, Place place) throws FormatException {
    int nest = 0;
    for (int i = from + 2; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '(') {
        nest++;
      } else if (c == ')' && nest-- == 0) {
        return i + 1;
      }
    }
    throw place.error(
        "found " + FormatException.quote(text.substring(from)) + ", wanted its \")\"");
  }

  private Expanded expand(String text, List<Expanded> arguments, Place place)
      throws FormatException {
    int dollar = text.indexOf("$(");
    if (dollar < 0) {
      return new Expanded(text, true);
    }
    if (++depth > limits.macroDepth()) {
      throw place.error(
          "references nest deeper than " + limits.macroDepth() + " (limit of the Kconfig reader)");
    }
    StringBuilder out = new StringBuilder();
    boolean known = true;
    int at = 0;
    while (dollar >= 0) {
      out.append(text, at, dollar);
      int end = end(text, dollar, place);
      Expanded e = clause(text.substring(dollar + 2, end - 1), arguments, place);
      out.append(e.text());
      known &= e.known();
      if (out.length() > limits.expansionChars()) {
        throw tooLong(place);
      }
      at = end;
      dollar = text.indexOf("$(", at);
    }
    out.append(text, at, text.length());
    depth--;
    return new Expanded(checked(out.toString(), place), known);
  }

  private Expanded clause(String clause, List<Expanded> outer, Place place) throws FormatException {
    if (++expansions > limits.expansions()) {
      throw place.error(
          "more than "
              + limits.expansions()
              + " references in the tree (limit of the Kconfig reader)");
    }
    Optional<Integer> position = position(clause);
    if (position.isPresent() && position.get() <= outer.size()) {
      return outer.get(position.get() - 1);
    }
    List<String> parts = split(clause, place);
    Expanded name = expand(parts.getFirst(), outer, place);
    List<Expanded> arguments = new ArrayList<>();
    for (String p : parts.subList(1, parts.size())) {
      arguments.add(expand(p, outer, place));
    }
    Optional<Variable> variable = Optional.ofNullable(variables.get(name.text()));
    if (variable.isPresent()) {
      Expanded value = value(name.text(), variable.get(), arguments, place);
      return new Expanded(value.text(), value.known() && name.known());
    }
    return builtIn(name, arguments, place);
  }

  private Expanded value(String name, Variable v, List<Expanded> arguments, Place place)
      throws FormatException {
    if (v.simple) {
      return new Expanded(v.value, v.known);
    }
    if (v.expanding && arguments.isEmpty()) {
      throw place.error("variable " + FormatException.quote(name) + " refers to itself");
    }
    boolean outermost = !v.expanding;
    v.expanding = true;
    Expanded e = expand(v.value, arguments, place);
    if (outermost) {
      v.expanding = false;
    }
    return new Expanded(e.text(), e.known() && v.known);
  }

  private Expanded builtIn(Expanded name, List<Expanded> arguments, Place place)
      throws FormatException {
    switch (name.text()) {
      case "shell" -> {
        wanted("shell", 1, arguments, place);
        return new Expanded("", false);
      }
      case "error-if" -> {
        wanted("error-if", 2, arguments, place);
        if (arguments.getFirst().known() && arguments.getFirst().text().equals("y")) {
          throw place.error("the tree says: " + FormatException.quote(arguments.get(1).text()));
        }
        return Expanded.EMPTY;
      }
      case "warning-if" -> {
        wanted("warning-if", 2, arguments, place);
        return Expanded.EMPTY;
      }
      case "info" -> {
        wanted("info", 1, arguments, place);
        return Expanded.EMPTY;
      }
      case "filename" -> {
        wanted("filename", 0, arguments, place);
        return new Expanded(place.file(), true);
      }
      case "lineno" -> {
        wanted("lineno", 0, arguments, place);
        return new Expanded(Integer.toString(place.line()), true);
      }
      default -> {
        return environment(name, arguments);
      }
    }
  }

  /**
   * An argument that was not given, and a function that does not exist, are empty, as in Kbuild.
   */
  private Expanded environment(Expanded name, List<Expanded> arguments) {
    if (!arguments.isEmpty() || name.text().isEmpty() || position(name.text()).isPresent()) {
      return new Expanded("", name.known());
    }
    Optional<String> value = Optional.ofNullable(environment.get(name.text()));
    return new Expanded(value.orElse(""), value.isPresent() && name.known());
  }

  private static void wanted(String name, int count, List<Expanded> arguments, Place place)
      throws FormatException {
    if (arguments.size() != count) {
      throw place.error("$(" + name + ") with " + arguments.size() + " arguments, wanted " + count);
    }
  }

  private static List<String> split(String clause, Place place) throws FormatException {
    List<String> parts = new ArrayList<>();
    int nest = 0;
    int from = 0;
    for (int i = 0; i < clause.length(); i++) {
      char c = clause.charAt(i);
      if (c == ',' && nest == 0) {
        parts.add(clause.substring(from, i));
        from = i + 1;
      } else if (c == '(') {
        nest++;
      } else if (c == ')') {
        nest--;
      }
    }
    parts.add(clause.substring(from));
    if (parts.size() > MAX_ARGUMENTS) {
      throw place.error("a reference with more than " + MAX_ARGUMENTS + " parts");
    }
    return parts;
  }

  private static Optional<Integer> position(String name) {
    boolean digits =
        !name.isEmpty() && name.length() <= 2 && name.chars().allMatch(c -> c >= '0' && c <= '9');
    return digits && Integer.parseInt(name) > 0
        ? Optional.of(Integer.parseInt(name))
        : Optional.empty();
  }

  private String checked(String text, Place place) throws FormatException {
    if (text.length() > limits.expansionChars()) {
      throw tooLong(place);
    }
    return text;
  }

  private FormatException tooLong(Place place) {
    return place.error(
        "expands to more than "
            + limits.expansionChars()
            + " characters (limit of the Kconfig reader)");
  }
}
