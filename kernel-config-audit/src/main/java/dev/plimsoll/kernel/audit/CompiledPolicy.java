package dev.plimsoll.kernel.audit;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.policy.Policy;
import dev.plimsoll.policy.Rule;
import java.util.ArrayList;
import java.util.List;

/** A policy whose checks are ready to be asked. Immutable; thread-safe. */
record CompiledPolicy(Policy policy, List<RuleJudge> rules) {
  CompiledPolicy {
    rules = List.copyOf(rules);
  }

  static CompiledPolicy of(Policy policy) throws FormatException {
    List<RuleJudge> rules = new ArrayList<>();
    for (Rule rule : policy.rules()) {
      rules.add(
          switch (rule.body()) {
            case Rule.Check check ->
                new CheckJudge(policy.ref(), CheckCompiler.compile(rule, check.keys()));
            case Rule.Assertion assertion -> throw new FormatException(rule.at().toString(), "CEL");
          });
    }
    return new CompiledPolicy(policy, rules);
  }
}
