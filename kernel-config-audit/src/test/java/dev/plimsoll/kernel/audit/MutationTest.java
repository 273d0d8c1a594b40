package dev.plimsoll.kernel.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.kernel.config.OptionName;
import dev.plimsoll.policy.Finding;
import dev.plimsoll.policy.Policy;
import dev.plimsoll.policy.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Flips one option of a kernel at a time: exactly the rules that mention it, or a name it had or
 * has, may change, and the rule that is about it must.
 */
class MutationTest {
  private static final String VERSION = "7.2.13";
  private static final Pattern OPTION = Pattern.compile("CONFIG_\\w+");
  private static final Pattern LINE =
      Pattern.compile("(?:(CONFIG_\\w+)=(.*)|# (CONFIG_\\w+) is not set)");

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

  /**
   * The same on the configuration that Debian builds: every option that a rule mentions, and every
   * 20th of those that none does, for which nothing may change.
   */
  @Test
  void flippingOneOptionOfARealKernel_changesOnlyTheRulesOnIt() throws Exception {
    Policy policy = KernelAudit.policies().load("kernel-hardening");
    List<String> lines = List.of(CloudKernelTest.config().utf8().split("\n"));
    Map<String, Set<String>> mentions = mentions(policy);
    Map<String, String> before = real(policy, lines);
    int mentioned = 0;
    int changed = 0;
    for (int i = 0; i < lines.size(); i++) {
      Matcher m = LINE.matcher(lines.get(i));
      String name = m.matches() ? (m.group(1) == null ? m.group(3) : m.group(1)) : "";
      Set<String> rules = mentions.getOrDefault(name, Set.of());
      if (name.isEmpty() || name.equals("CONFIG_X86_64") || (rules.isEmpty() && i % 20 != 0)) {
        continue;
      }
      List<String> flipped = new ArrayList<>(lines);
      flipped.set(
          i,
          !"y".equals(m.group(2)) && !"m".equals(m.group(2))
              ? name + "=y"
              : "# " + name + " is not set");
      Set<String> differing = new TreeSet<>();
      Map<String, String> after = real(policy, flipped);
      before.forEach(
          (rule, result) -> {
            if (!result.equals(after.get(rule))) {
              differing.add(rule);
            }
          });

      assertThat(rules).as("rules that mention %s", name).containsAll(differing);
      mentioned += rules.isEmpty() ? 0 : 1;
      changed += differing.isEmpty() ? 0 : 1;
    }
    assertThat(mentioned).isGreaterThan(150);
    assertThat(changed).isGreaterThan(mentioned * 3 / 4);
  }

  /** Results by rule; a status may also follow what other options force. */
  private static Map<String, String> real(Policy policy, List<String> lines) throws Exception {
    Map<String, String> results = new HashMap<>();
    for (Finding f :
        Audits.verdict(policy, Audits.kernel(String.join("\n", lines) + "\n", "quiet"))
            .findings()) {
      results.put(f.ruleId(), f.result() + " " + f.observed());
    }
    return results;
  }

  /** By option: the rules in whose check, conditions or alternatives it stands, by any name. */
  private static Map<String, Set<String>> mentions(Policy policy) throws Exception {
    Map<String, Set<String>> mentions = new HashMap<>();
    OptionHistory history = OptionHistory.shipped();
    for (Rule rule : policy.rules()) {
      Matcher m = OPTION.matcher(text(policy, rule.id()));
      while (m.find()) {
        OptionName name = OptionName.of(m.group());
        Set<OptionName> names = new HashSet<>(Set.of(name));
        names.addAll(history.of(name).was());
        names.addAll(history.of(name).successors());
        names.forEach(
            n -> mentions.computeIfAbsent(n.toString(), k -> new TreeSet<>()).add(rule.id()));
      }
    }
    return mentions;
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
