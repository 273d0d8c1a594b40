package dev.plimsoll.kernel.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.policy.Finding;
import dev.plimsoll.policy.Policy;
import dev.plimsoll.policy.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Flips one option of a kernel at a time: exactly the rules that mention it, or a name it had or
 * has, may change, and the rule that is about it must.
 */
class MutationTest {
  private static final String VERSION = "7.2.13";

  @Test
  void flippingOneOption_changesExactlyTheRulesOnIt() throws Exception {
    Policy policy = KernelAudit.policies().load("kernel-hardening");
    Map<String, String> good = wanted(policy);
    Map<String, String> before = results(policy, good);
    int flips = 0;
    for (String option : good.keySet()) {
      Map<String, String> changed = new HashMap<>(good);
      changed.computeIfPresent(option, (name, value) -> value.equals("y") ? "n" : "y");
      Map<String, String> after = results(policy, changed);

      Set<String> differing = new TreeSet<>();
      before.forEach(
          (rule, result) -> {
            if (!result.equals(after.get(rule))) {
              differing.add(rule);
            }
          });
      for (String rule : differing) {
        assertThat(text(policy, rule)).as("%s changed by %s", rule, option).contains(option);
      }
      assertThat(differing).as("rules changed by %s", option).isNotEmpty();
      flips++;
    }
    assertThat(flips).isGreaterThan(150);
  }

  /** Options that a rule without conditions is about, with the value it wants. */
  private static Map<String, String> wanted(Policy policy) throws Exception {
    Map<String, String> options = new HashMap<>();
    OptionHistory history = OptionHistory.shipped();
    for (Rule rule : policy.rules()) {
      if (rule.body() instanceof Rule.Check check) {
        CompiledRule compiled = CheckCompiler.compile(rule, check.keys());
        boolean plain =
            compiled.when().stream()
                    .allMatch(c -> c instanceof Condition.Arch a && a.archs().contains("x86_64"))
                && compiled.requires().isEmpty()
                && compiled.alternatives().isEmpty();
        if (plain
            && compiled.primary() instanceof Condition.Option o
            && !history.of(o.option()).gone(KernelVersion.parse(VERSION))) {
          if (o.want().equals(Want.Equal.of("y"))) {
            options.put(o.name(), "y");
          } else if (o.want() instanceof Want.Unset) {
            options.put(o.name(), "n");
          }
        }
      }
    }
    return options;
  }

  private static Map<String, String> results(Policy policy, Map<String, String> options)
      throws Exception {
    List<String> lines = new ArrayList<>();
    lines.add("# Linux/x86 " + VERSION + " Kernel Configuration");
    lines.add("CONFIG_X86_64=y");
    options.forEach(
        (name, value) -> lines.add(value.equals("y") ? name + "=y" : "# " + name + " is not set"));
    Map<String, String> results = new HashMap<>();
    for (Finding f :
        Audits.verdict(policy, Audits.kernel(String.join("\n", lines) + "\n", "quiet"))
            .findings()) {
      results.put(f.ruleId(), f.status() + " " + f.result());
    }
    return results;
  }

  private static String text(Policy policy, String ruleId) throws Exception {
    Rule rule =
        policy.rules().stream().filter(r -> r.id().equals(ruleId)).findFirst().orElseThrow();
    CompiledRule c = CheckCompiler.compile(rule, ((Rule.Check) rule.body()).keys());
    return Bytes.ofUtf8(c.primary() + " " + c.when() + c.requires() + c.alternatives()).utf8();
  }
}
