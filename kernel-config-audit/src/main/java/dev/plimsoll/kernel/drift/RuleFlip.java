package dev.plimsoll.kernel.drift;

import dev.plimsoll.policy.Finding;
import dev.plimsoll.policy.Result;
import java.util.Comparator;
import java.util.Locale;

/** A rule that says another thing of the second kernel than of the first. */
public record RuleFlip(Finding from, Finding to, Direction direction) {
  /** Worst first: regressions before the rest, then by severity and id. */
  public static final Comparator<RuleFlip> WORST_FIRST =
      Comparator.comparing(RuleFlip::direction)
          .thenComparing((RuleFlip f) -> f.to().severity())
          .thenComparing(f -> f.to().policy())
          .thenComparing(f -> f.to().ruleId());

  /** Which way it went. In this order they are listed. */
  public enum Direction {
    /** What passed, or did not apply, does not pass any more. */
    REGRESSION,
    /** It did not pass and still does not, for another reason. */
    STILL_BAD,
    /** It did not pass, and does now or does not apply any more. */
    IMPROVEMENT,
    /** Good before and after, in another way. */
    NEUTRAL;

    public String wire() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  static RuleFlip of(Finding from, Finding to) {
    boolean before = good(from.result());
    boolean after = good(to.result());
    Direction direction =
        before == after
            ? after ? Direction.NEUTRAL : Direction.STILL_BAD
            : after ? Direction.IMPROVEMENT : Direction.REGRESSION;
    return new RuleFlip(from, to, direction);
  }

  private static boolean good(Result result) {
    return switch (result) {
      case PASS, SKIP, WAIVED -> true;
      case FAIL, WARN, ERROR -> false;
    };
  }
}
