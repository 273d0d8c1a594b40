package dev.plimsoll.kernel.audit;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.policy.Policy;
import dev.plimsoll.policy.Rule;
import dev.plimsoll.policy.cel.KernelCel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A policy whose checks are ready to be asked. Immutable; thread-safe. */
record CompiledPolicy(Policy policy, List<RuleJudge> rules) {
  CompiledPolicy {
    rules = List.copyOf(rules);
  }

  static CompiledPolicy of(Policy policy) throws FormatException {
    List<RuleJudge> rules = new ArrayList<>();
    Optional<KernelCel> cel = Optional.empty();
    for (Rule rule : policy.rules()) {
      switch (rule.body()) {
        case Rule.Check check ->
            rules.add(new CheckJudge(policy.ref(), CheckCompiler.compile(rule, check.keys())));
        case Rule.Assertion assertion -> {
          KernelCel compiler = cel.orElseGet(KernelCel::new);
          cel = Optional.of(compiler);
          rules.add(
              new AssertionJudge(
                  policy.ref(), rule, assertion.assertion().text(), compiler.compile(assertion)));
        }
      }
    }
    return new CompiledPolicy(policy, rules);
  }
}
