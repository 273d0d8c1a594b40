package dev.plimsoll.kernel.kconfig;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.kernel.kconfig.Expressions.Op;
import dev.plimsoll.kernel.kconfig.Line.Kind;
import dev.plimsoll.kernel.kconfig.Line.Token;

/**
 * Expressions (kconfig-language.rst, "Menu dependencies"): {@code ||} binds least, then {@code &&},
 * then comparisons of two symbols, then {@code !}.
 */
final class ExpressionParser {
  private final TableBuilder table;
  private final KconfigLimits limits;
  private int depth;

  ExpressionParser(TableBuilder table, KconfigLimits limits) {
    this.table = table;
    this.limits = limits;
  }

  /** A condition: {@code m} in it means "if there are modules at all", as in Kbuild's rewrite_m. */
  int condition(Line line) throws FormatException {
    depth = 0;
    return any(line, true);
  }

  /** A value: taken as it stands. */
  int value(Line line) throws FormatException {
    depth = 0;
    return any(line, false);
  }

  /** {@code if} and a condition, when the line goes on so; else always. */
  int optionalIf(Line line) throws FormatException {
    return line.takeWord("if") ? condition(line) : Expressions.ALWAYS;
  }

  private int any(Line line, boolean condition) throws FormatException {
    Token at = line.peek();
    int e = all(line, condition);
    while (line.peek().is("||")) {
      line.take();
      e = checked(table.expressions().or(e, all(line, condition)), line, at);
    }
    return e;
  }

  private int all(Line line, boolean condition) throws FormatException {
    Token at = line.peek();
    int e = one(line, condition);
    while (line.peek().is("&&")) {
      line.take();
      e = checked(table.expressions().and(e, one(line, condition)), line, at);
    }
    return e;
  }

  private int one(Line line, boolean condition) throws FormatException {
    Token at = line.peek();
    if (++depth > limits.expressionDepth()) {
      throw tooDeep(line, at);
    }
    int e;
    if (at.is("!")) {
      line.take();
      e = checked(table.expressions().not(one(line, condition)), line, at);
    } else if (at.is("(")) {
      line.take();
      e = any(line, condition);
      if (!line.take().is(")")) {
        throw line.error(at, "\"(\" without its \")\"");
      }
    } else {
      e = comparison(line, condition);
    }
    depth--;
    return e;
  }

  private int comparison(Line line, boolean condition) throws FormatException {
    int left = leaf(line);
    Op op =
        line.peek().kind() != Kind.SIGN
            ? Op.SYMBOL
            : switch (line.peek().text()) {
              case "=" -> Op.EQUAL;
              case "!=" -> Op.UNEQUAL;
              case "<" -> Op.LESS;
              case "<=" -> Op.LESS_EQUAL;
              case ">" -> Op.GREATER;
              case ">=" -> Op.GREATER_EQUAL;
              default -> Op.SYMBOL;
            };
    if (op == Op.SYMBOL) {
      return condition && isM(left) ? withModules(left) : left;
    }
    line.take();
    return table.expressions().add(op, left, leaf(line));
  }

  /** A symbol, a number or a quoted constant. */
  int leaf(Line line) throws FormatException {
    Token t = line.peek();
    if (t.kind() != Kind.WORD && t.kind() != Kind.QUOTED) {
      throw line.unexpected("a symbol");
    }
    if (t.kind() == Kind.WORD && t.probe().isEmpty() && Keywords.ALL.contains(t.text())) {
      throw line.unexpected("a symbol, not a keyword");
    }
    line.take();
    if (!t.probe().isEmpty()) {
      return table.expressions().add(Op.PROBE, table.text(t.probe()), 0);
    }
    boolean constant =
        t.kind() == Kind.QUOTED
            || t.text().equals("y")
            || t.text().equals("m")
            || t.text().equals("n");
    return constant
        ? table.expressions().add(Op.CONSTANT, table.text(t.text()), 0)
        : table.symbolExpression(t.text());
  }

  private boolean isM(int expression) {
    return table.expressions().op(expression) == Op.CONSTANT
        && table.expressions().left(expression) == table.text("m");
  }

  private int withModules(int m) {
    return table.expressions().and(m, table.symbolExpression("MODULES"));
  }

  int checked(int expression, Line line, Token at) throws FormatException {
    if (table.expressions().depth(expression) > limits.expressionDepth()) {
      throw tooDeep(line, at);
    }
    return expression;
  }

  private FormatException tooDeep(Line line, Token at) {
    return line.error(
        at,
        "an expression deeper than "
            + limits.expressionDepth()
            + " operators (limit of the Kconfig reader)");
  }
}
