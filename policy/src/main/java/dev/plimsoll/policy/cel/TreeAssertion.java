package dev.plimsoll.policy.cel;

import dev.cel.runtime.CelEvaluationException;
import dev.plimsoll.policy.Status;
import dev.plimsoll.policy.cel.BoundedCel.Compiled;
import dev.plimsoll.policy.facts.TreeFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One tree rule's compiled CEL. Immutable; thread-safe. */
public final class TreeAssertion {
  private final Optional<Compiled> when;
  private final Optional<Compiled> each;
  private final Compiled assertion;
  private final Optional<Compiled> message;

  TreeAssertion(
      Optional<Compiled> when,
      Optional<Compiled> each,
      Compiled assertion,
      Optional<Compiled> message) {
    this.when = when;
    this.each = each;
    this.assertion = assertion;
    this.message = message;
  }

  /**
   * What the rule showed, of the tree or of one element.
   *
   * @param item the element that it is about, with {@code each}
   * @param message the rule's own words for a failure, the reason of an UNKNOWN; else empty
   */
  public record Outcome(Status status, Optional<Object> item, String message) {}

  /**
   * With {@code each}, one outcome for every element that is not a PASS, or a single PASS when
   * there is none such; else exactly one. Errors are UNKNOWN.
   */
  public List<Outcome> judge(TreeFacts facts) {
    Map<String, Object> variables = Map.of(TreeCel.TREE, facts);
    try {
      if (when.isPresent() && !isTrue(when.get(), variables)) {
        return List.of(outcome(Status.NOT_APPLICABLE, ""));
      }
      if (each.isEmpty()) {
        return List.of(one(variables, Optional.empty()));
      }
      if (!(each.get().program().eval(variables) instanceof List<?> items)) {
        return List.of(outcome(Status.UNKNOWN, "\"each\" is no list"));
      }
      return elements(facts, items);
    } catch (CelEvaluationException | RuntimeException e) {
      return List.of(outcome(Status.UNKNOWN, reason(e)));
    } catch (StackOverflowError e) {
      return List.of(outcome(Status.UNKNOWN, "the expression is too deep to evaluate"));
    }
  }

  private List<Outcome> elements(TreeFacts facts, List<?> items) {
    List<Outcome> bad = new ArrayList<>();
    for (Object item : items) {
      Outcome outcome = one(Map.of(TreeCel.TREE, facts, TreeCel.ITEM, item), Optional.of(item));
      if (outcome.status() != Status.PASS) {
        bad.add(outcome);
      }
    }
    return bad.isEmpty() ? List.of(outcome(Status.PASS, "")) : bad;
  }

  private Outcome one(Map<String, Object> variables, Optional<Object> item) {
    try {
      return isTrue(assertion, variables)
          ? new Outcome(Status.PASS, item, "")
          : new Outcome(Status.FAIL, item, words(variables));
    } catch (CelEvaluationException | RuntimeException e) {
      return new Outcome(Status.UNKNOWN, item, reason(e));
    } catch (StackOverflowError e) {
      return new Outcome(Status.UNKNOWN, item, "the expression is too deep to evaluate");
    }
  }

  private static Outcome outcome(Status status, String message) {
    return new Outcome(status, Optional.empty(), message);
  }

  private static boolean isTrue(Compiled expression, Map<String, Object> variables)
      throws CelEvaluationException {
    return Boolean.TRUE.equals(expression.program().eval(variables));
  }

  private String words(Map<String, Object> variables) {
    if (message.isEmpty()) {
      return "";
    }
    try {
      return BoundedCel.oneLine(String.valueOf(message.get().program().eval(variables)));
    } catch (CelEvaluationException | RuntimeException | StackOverflowError e) {
      return ""; // the verdict stands without words
    }
  }

  private static String reason(Exception e) {
    return BoundedCel.oneLine(String.valueOf(e.getMessage()));
  }
}
