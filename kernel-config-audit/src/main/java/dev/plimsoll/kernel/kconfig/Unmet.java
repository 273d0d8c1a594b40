package dev.plimsoll.kernel.kconfig;

import dev.plimsoll.kernel.kconfig.Expressions.Op;
import java.util.Optional;

/** The first part of a condition that does not hold, in words. */
final class Unmet {
  private Unmet() {}

  /**
   * @return {@code EXPERT, which is n}; empty when the condition is at least {@code bound}
   */
  static Optional<String> first(
      Kconfig kconfig, Evaluator evaluator, int condition, Tristate bound) {
    if (evaluator.value(condition).surely(bound)) {
      return Optional.empty();
    }
    Expressions x = kconfig.expressions();
    int e = condition;
    while (x.op(e) == Op.AND) {
      e = evaluator.value(x.left(e)).surely(bound) ? x.right(e) : x.left(e);
    }
    return Optional.of(words(kconfig, evaluator, e));
  }

  private static String words(Kconfig kconfig, Evaluator evaluator, int e) {
    Expressions x = kconfig.expressions();
    Tristate value = evaluator.value(e);
    return switch (x.op(e)) {
      case SYMBOL ->
          kconfig.isDefined(x.left(e))
              ? kconfig.name(x.left(e)) + ", which is " + value.wire()
              : kconfig.name(x.left(e)) + ", which " + kconfig.arch().wire() + " does not have";
      case PROBE -> kconfig.leaf(e) + ", which the build machine decides";
      case NOT -> {
        int inner = x.left(e);
        yield x.op(inner) == Op.SYMBOL
            ? "!" + kconfig.name(x.left(inner)) + ", and that is " + evaluator.value(inner).wire()
            : kconfig.words(e) + ", which is " + value.wire();
      }
      default ->
          value.unknown()
              ? kconfig.words(e) + ", which the build machine decides"
              : kconfig.words(e) + ", which is " + value.wire();
    };
  }
}
