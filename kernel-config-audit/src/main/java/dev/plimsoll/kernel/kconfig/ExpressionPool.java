package dev.plimsoll.kernel.kconfig;

import dev.plimsoll.kernel.kconfig.Expressions.Op;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Grows {@link Expressions}; equal expressions get one number. Not thread-safe. */
final class ExpressionPool {
  private static final int MAX_OPERAND = 1 << 29;

  private final Map<Long, Integer> known = new HashMap<>(1 << 15);
  private byte[] ops = new byte[1 << 12];
  private int[] lefts = new int[1 << 12];
  private int[] rights = new int[1 << 12];
  private short[] depths = new short[1 << 12];
  private int size;

  /**
   * @param yes number of the text {@code y}, so that {@link Expressions#ALWAYS} is there
   */
  ExpressionPool(int yes) {
    add(Op.CONSTANT, yes, 0);
  }

  int add(Op op, int left, int right) {
    if (left >= MAX_OPERAND || right >= MAX_OPERAND) {
      throw new IllegalStateException("too many expressions");
    }
    long key = ((long) op.ordinal() << 60) | ((long) left << 30) | right;
    Integer found = known.get(key);
    if (found != null) {
      return found;
    }
    if (size == ops.length) {
      ops = Arrays.copyOf(ops, size * 2);
      lefts = Arrays.copyOf(lefts, size * 2);
      rights = Arrays.copyOf(rights, size * 2);
      depths = Arrays.copyOf(depths, size * 2);
    }
    ops[size] = (byte) op.ordinal();
    lefts[size] = left;
    rights[size] = right;
    int below = 0;
    if (!op.leaf()) {
      below = op == Op.NOT ? depths[left] : Math.max(depths[left], depths[right]);
    }
    depths[size] = (short) Math.min(Short.MAX_VALUE, below + 1);
    known.put(key, size);
    return size++;
  }

  int and(int a, int b) {
    if (a == Expressions.ALWAYS || a == b) {
      return b;
    }
    return b == Expressions.ALWAYS ? a : add(Op.AND, a, b);
  }

  int or(int a, int b) {
    if (a == Expressions.ALWAYS || b == Expressions.ALWAYS) {
      return Expressions.ALWAYS;
    }
    return a == b ? a : add(Op.OR, a, b);
  }

  int not(int a) {
    return add(Op.NOT, a, 0);
  }

  /** Longest path to a leaf, in expressions; a leaf has 1. */
  int depth(int expression) {
    return depths[expression];
  }

  Op op(int expression) {
    return Op.at(ops[expression]);
  }

  int left(int expression) {
    return lefts[expression];
  }

  Expressions frozen() {
    return new Expressions(
        Arrays.copyOf(ops, size), Arrays.copyOf(lefts, size), Arrays.copyOf(rights, size));
  }
}
