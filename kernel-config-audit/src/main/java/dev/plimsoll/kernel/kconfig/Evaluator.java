package dev.plimsoll.kernel.kconfig;

import dev.plimsoll.kernel.kconfig.Expressions.Op;
import java.util.Optional;

/** The value of an expression (scripts/kconfig/expr.c, expr_calc_value). */
final class Evaluator {
  private final Kconfig kconfig;
  private final Expressions x;
  private final Values values;
  private final Planner.Probes probes;

  /** Results of probes are in the values, or not known. */
  Evaluator(Kconfig kconfig, Values values) {
    this(kconfig, values, Planner.Probes.RECORDED);
  }

  Evaluator(Kconfig kconfig, Values values, Planner.Probes probes) {
    this.probes = probes;
    this.kconfig = kconfig;
    this.x = kconfig.expressions();
    this.values = values;
  }

  Tristate value(int e) {
    return switch (x.op(e)) {
      case SYMBOL -> values.tri(x.left(e));
      case CONSTANT -> constant(e);
      case PROBE ->
          probes == Planner.Probes.ASSUMED
              ? Tristate.of(Tooling.succeeds(kconfig.leaf(e)))
              : Tristate.N_TO_Y;
      case NOT -> value(x.left(e)).not();
      case AND -> {
        Tristate left = value(x.left(e));
        yield left == Tristate.N ? left : left.and(value(x.right(e)));
      }
      case OR -> {
        Tristate left = value(x.left(e));
        yield left == Tristate.Y ? left : left.or(value(x.right(e)));
      }
      default -> compare(e);
    };
  }

  private Tristate constant(int e) {
    return switch (kconfig.leaf(e)) {
      case "y" -> Tristate.Y;
      case "m" -> Tristate.M;
      default -> Tristate.N;
    };
  }

  /** The text of a leaf; empty when it is a probe. */
  Optional<String> text(int leaf) {
    return switch (x.op(leaf)) {
      case SYMBOL -> Optional.of(values.text(x.left(leaf)));
      case PROBE -> Optional.empty();
      default -> Optional.of(kconfig.leaf(leaf));
    };
  }

  private OptionType type(int leaf) {
    if (x.op(leaf) == Op.SYMBOL) {
      return kconfig.type(x.left(leaf));
    }
    String text = kconfig.leaf(leaf);
    boolean logical = text.equals("y") || text.equals("m") || text.equals("n");
    return logical ? OptionType.TRISTATE : OptionType.UNKNOWN;
  }

  private Tristate compare(int e) {
    int left = x.left(e);
    int right = x.right(e);
    Optional<String> l = text(left);
    Optional<String> r = text(right);
    if (l.isEmpty() || r.isEmpty()) {
      return Tristate.N_TO_Y;
    }
    return Tristate.of(
        holds(x.op(e), Comparison.compare(l.get(), type(left), r.get(), type(right))));
  }

  private static boolean holds(Op op, int order) {
    return switch (op) {
      case EQUAL -> order == 0;
      case UNEQUAL -> order != 0;
      case LESS -> order < 0;
      case LESS_EQUAL -> order <= 0;
      case GREATER -> order > 0;
      default -> order >= 0;
    };
  }
}
