package dev.plimsoll.kernel.kconfig;

/**
 * Expressions by number: a directed graph in which equal parts are one. Symbols, texts and
 * expressions are all numbers here; {@link SymbolTable} knows their names. Operands have smaller
 * numbers than what is made of them, so nothing is cyclic. Immutable; thread-safe.
 */
final class Expressions {
  /** Number of the constant {@code y}. */
  static final int ALWAYS = 0;

  /** The order is part of the table's format. */
  enum Op {
    /** left: symbol. */
    SYMBOL,
    /** left: text. */
    CONSTANT,
    /** left: text; a result of the build machine, never computed here. */
    PROBE,
    NOT,
    AND,
    OR,
    EQUAL,
    UNEQUAL,
    LESS,
    LESS_EQUAL,
    GREATER,
    GREATER_EQUAL;

    private static final Op[] VALUES = values();

    static Op at(int ordinal) {
      return VALUES[ordinal];
    }

    static int count() {
      return VALUES.length;
    }

    boolean leaf() {
      return this == SYMBOL || this == CONSTANT || this == PROBE;
    }

    /** Between two leaves. */
    boolean comparison() {
      return ordinal() >= EQUAL.ordinal();
    }

    String sign() {
      return switch (this) {
        case NOT -> "!";
        case AND -> "&&";
        case OR -> "||";
        case EQUAL -> "=";
        case UNEQUAL -> "!=";
        case LESS -> "<";
        case LESS_EQUAL -> "<=";
        case GREATER -> ">";
        case GREATER_EQUAL -> ">=";
        default -> "";
      };
    }
  }

  private final byte[] ops;
  private final int[] lefts;
  private final int[] rights;

  Expressions(byte[] ops, int[] lefts, int[] rights) {
    this.ops = ops;
    this.lefts = lefts;
    this.rights = rights;
  }

  int size() {
    return ops.length;
  }

  Op op(int expression) {
    return Op.at(ops[expression]);
  }

  int left(int expression) {
    return lefts[expression];
  }

  int right(int expression) {
    return rights[expression];
  }
}
