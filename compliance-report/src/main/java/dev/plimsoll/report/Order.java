package dev.plimsoll.report;

import dev.plimsoll.policy.Finding;
import dev.plimsoll.policy.Result;
import java.util.Comparator;

/** The order in which findings are read: what stops a boot first, what is fine last. */
final class Order {
  static final Comparator<Finding> WORST_FIRST =
      Comparator.comparing((Finding f) -> of(f.result()))
          .thenComparing(Finding::severity)
          .thenComparing(Finding::policy)
          .thenComparing(Finding::ruleId)
          .thenComparing(Finding::option);

  private Order() {}

  static int of(Result result) {
    return switch (result) {
      case FAIL -> 0;
      case ERROR -> 1;
      case WARN -> 2;
      case WAIVED -> 3;
      case PASS -> 4;
      case SKIP -> 5;
    };
  }
}
