package dev.plimsoll.policy.cel;

import dev.cel.runtime.CelEvaluationException;
import dev.plimsoll.policy.Status;
import dev.plimsoll.policy.cel.BoundedCel.Compiled;
import dev.plimsoll.policy.facts.KernelFacts;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One rule's compiled CEL. Immutable; thread-safe. */
public final class CelAssertion {
  private final Optional<Compiled> when;
  private final Compiled assertion;
  private final Optional<Compiled> message;

  CelAssertion(Optional<Compiled> when, Compiled assertion, Optional<Compiled> message) {
    this.when = when;
    this.assertion = assertion;
    this.message = message;
  }

  /**
   * What the rule showed.
   *
   * @param message the rule's own words for a failure, the reason of an UNKNOWN; else empty
   */
  public record Outcome(Status status, String message) {}

  /** Surfaces that {@code when} or {@code assert} mention: {@code kconfig}, … */
  public Set<String> surfaces() {
    Set<String> surfaces = new HashSet<>(assertion.surfaces());
    when.ifPresent(w -> surfaces.addAll(w.surfaces()));
    return Set.copyOf(surfaces);
  }

  /**
   * True is PASS, false FAIL, {@code when} false NOT_APPLICABLE, any error UNKNOWN. Every surface
   * of {@link #surfaces} must be given: CEL lets {@code true ||} swallow the error of a missing
   * one.
   */
  public Outcome judge(KernelFacts facts) {
    Map<String, Object> variables = new HashMap<>();
    facts.kconfig().ifPresent(k -> variables.put("kconfig", k));
    facts.commandLine().ifPresent(c -> variables.put("cmdline", c));
    facts.sysctl().ifPresent(s -> variables.put("sysctl", s));
    variables.put("kernel", facts);
    try {
      if (when.isPresent() && !isTrue(when.get(), variables)) {
        return new Outcome(Status.NOT_APPLICABLE, "");
      }
      return isTrue(assertion, variables)
          ? new Outcome(Status.PASS, "")
          : new Outcome(Status.FAIL, words(variables));
    } catch (CelEvaluationException | RuntimeException e) {
      return new Outcome(Status.UNKNOWN, BoundedCel.oneLine(String.valueOf(e.getMessage())));
    } catch (StackOverflowError e) {
      return new Outcome(Status.UNKNOWN, "the expression is too deep to evaluate");
    }
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
      // the verdict stands without words
      return "";
    }
  }
}
