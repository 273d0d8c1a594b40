package dev.plimsoll.kernel.audit;

import dev.plimsoll.policy.Rule;
import dev.plimsoll.policy.Status;
import java.util.List;
import java.util.Optional;

/**
 * A rule with a check, ready to be asked.
 *
 * @param when all must hold for the rule to apply
 * @param primary the leaf that the rule is about
 * @param requires must hold beside the primary
 * @param alternatives any one of which is as good as the primary
 * @param fix what to do about a failure
 */
record CompiledRule(
    Rule rule,
    List<Condition> when,
    Condition.Leaf primary,
    List<Condition> requires,
    List<Alternative> alternatives,
    String fix) {
  /** A condition with the words that a pass by it is explained with. */
  record Alternative(Condition condition, String words) {}

  CompiledRule {
    when = List.copyOf(when);
    requires = List.copyOf(requires);
    alternatives = List.copyOf(alternatives);
  }

  /** What a kernel showed: the leaf's observation, with the rule's own status and words. */
  record Outcome(Observation seen, Status status, boolean met, String message) {}

  Outcome judge(KernelView kernel) {
    Optional<Outcome> notApplicable = applies(kernel);
    if (notApplicable.isPresent()) {
      return notApplicable.get();
    }
    Observation seen = kernel.look(primary);
    Optional<Condition> unmet = Optional.empty();
    Truth all = seen.met();
    if (all == Truth.YES) {
      for (Condition c : requires) {
        Truth t = kernel.test(c);
        if (t != Truth.YES) {
          all = t;
          unmet = Optional.of(c);
          break;
        }
      }
    }
    if (all == Truth.YES) {
      return new Outcome(seen, seen.status(), true, Words.met(primary, seen));
    }
    Truth any = all;
    for (Alternative c : alternatives) {
      Truth t = kernel.test(c.condition());
      if (t == Truth.YES) {
        return new Outcome(seen, Status.PASS, true, Words.alternative(primary, seen, c.words()));
      }
      any = t == Truth.UNKNOWN ? t : any;
    }
    return failed(seen, unmet, any);
  }

  private Outcome failed(Observation seen, Optional<Condition> unmet, Truth any) {
    if (any == Truth.UNKNOWN) {
      return new Outcome(
          seen, Status.UNKNOWN, false, Words.unknown(primary, seen, unmet, alternatives));
    }
    Status status = unmet.isPresent() ? Status.FAIL : seen.status();
    return new Outcome(seen, status, false, Words.failed(primary, seen, unmet));
  }

  private Optional<Outcome> applies(KernelView kernel) {
    for (Condition c : when) {
      Truth t = kernel.test(c);
      if (t == Truth.NO) {
        return Optional.of(
            new Outcome(
                Observation.plain(false, "", Observation.ABSENT),
                Status.NOT_APPLICABLE,
                false,
                "applies only when " + c.words()));
      }
      if (t == Truth.UNKNOWN) {
        return Optional.of(
            new Outcome(
                Observation.plain(false, "", Observation.ABSENT),
                Status.UNKNOWN,
                false,
                "cannot tell whether " + c.words()));
      }
    }
    return Optional.empty();
  }
}
