package dev.plimsoll.policy;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the policies say of one subject. Deny when an enforcing policy has a fail or an error, or
 * when no rule was evaluated.
 *
 * @param notAssessed surfaces that were not given, so nothing is said of them
 */
public record Verdict(
    Decision decision, List<PolicyRef> policies, List<Finding> findings, List<String> notAssessed) {
  public Verdict {
    policies = List.copyOf(policies);
    findings = List.copyOf(findings);
    notAssessed = List.copyOf(notAssessed);
  }

  /**
   * The verdict that {@code findings} add up to. Fails closed: a policy that nothing applied to
   * allows nothing, and a finding of a policy that is not listed counts as enforced.
   */
  public static Verdict of(
      List<PolicyRef> policies, List<Finding> findings, List<String> notAssessed) {
    boolean evaluated = false;
    boolean refused = false;
    for (Finding f : findings) {
      evaluated |= f.result() != Result.SKIP;
      refused |=
          switch (f.result()) {
            case FAIL, ERROR ->
                f.notes().origin().mode().orElseGet(() -> mode(policies, f.policy()))
                    == Mode.ENFORCE;
            case PASS, WARN, SKIP, WAIVED -> false;
          };
    }
    Decision decision = refused || !evaluated ? Decision.DENY : Decision.ALLOW;
    return new Verdict(decision, policies, findings, notAssessed);
  }

  private static Mode mode(List<PolicyRef> policies, String name) {
    for (PolicyRef p : policies) {
      if (p.name().equals(name)) {
        return p.mode();
      }
    }
    return Mode.ENFORCE;
  }

  /** Allow or deny; a verdict is never anything else. */
  public enum Decision {
    ALLOW,
    DENY;

    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** How many findings have each result; every result has an entry. */
  public Map<Result, Integer> counts() {
    Map<Result, Integer> counts = new EnumMap<>(Result.class);
    for (Result r : Result.values()) {
      counts.put(r, 0);
    }
    findings.forEach(f -> counts.merge(f.result(), 1, Integer::sum));
    return counts;
  }
}
