package dev.plimsoll.kernel.kconfig;

import dev.plimsoll.kernel.kconfig.Expressions.Op;

/** Writes expressions as Kconfig does. */
final class ExpressionWords {
  private static final int MAX_LENGTH = 2_000;

  private final Kconfig kconfig;
  private final StringBuilder out = new StringBuilder();

  ExpressionWords(Kconfig kconfig) {
    this.kconfig = kconfig;
  }

  String of(int expression) {
    write(expression, Op.OR);
    return out.toString();
  }

  private void write(int e, Op outer) {
    Expressions x = kconfig.expressions();
    if (out.length() > MAX_LENGTH) {
      if (out.charAt(out.length() - 1) != '…') {
        out.append('…');
      }
      return;
    }
    Op op = x.op(e);
    switch (op) {
      case SYMBOL, PROBE -> out.append(kconfig.leaf(e));
      case CONSTANT -> {
        String text = kconfig.leaf(e);
        boolean bare = text.equals("y") || text.equals("m") || text.equals("n");
        out.append(bare ? text : '"' + text + '"');
      }
      case NOT -> {
        out.append('!');
        write(x.left(e), Op.NOT);
      }
      case AND, OR -> {
        boolean brackets = outer != Op.OR && op != outer;
        out.append(brackets ? "(" : "");
        write(x.left(e), op);
        out.append(' ').append(op.sign()).append(' ');
        write(x.right(e), op);
        out.append(brackets ? ")" : "");
      }
      default -> {
        boolean brackets = outer == Op.NOT;
        out.append(brackets ? "(" : "");
        write(x.left(e), op);
        out.append(' ').append(op.sign()).append(' ');
        write(x.right(e), op);
        out.append(brackets ? ")" : "");
      }
    }
  }
}
