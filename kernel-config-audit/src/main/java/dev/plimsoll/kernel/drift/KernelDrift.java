package dev.plimsoll.kernel.drift;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.kernel.audit.KernelAudit;
import dev.plimsoll.kernel.audit.KernelSubject;
import dev.plimsoll.kernel.cmdline.CommandLine;
import dev.plimsoll.kernel.cmdline.Parameter;
import dev.plimsoll.kernel.config.KernelConfig;
import dev.plimsoll.kernel.drift.RuleFlip.Direction;
import dev.plimsoll.kernel.input.ConfigDifference;
import dev.plimsoll.policy.AuditReport;
import dev.plimsoll.policy.Finding;
import dev.plimsoll.policy.Policy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Two kernels side by side: every option and parameter that differs, the sysctls and host facts
 * that differ and that a rule looks at, and the rules that flip.
 *
 * @param changes by surface and name
 * @param flips worst first
 */
public record KernelDrift(
    AuditReport from, AuditReport to, List<OptionChange> changes, List<RuleFlip> flips) {
  public KernelDrift {
    changes = List.copyOf(changes);
    flips = List.copyOf(flips);
  }

  /** Judges both by the same policies and compares. */
  public static KernelDrift between(
      KernelAudit audit, KernelSubject from, KernelSubject to, List<Policy> policies)
      throws FormatException {
    AuditReport before = audit.audit(from, policies);
    AuditReport after = audit.audit(to, policies);
    List<RuleFlip> flips = flips(before, after);
    List<OptionChange> changes = new ArrayList<>();
    options(from, to, after, flips, changes);
    parameters(from, to, after, flips, changes);
    observations(before, after, flips, changes);
    return new KernelDrift(before, after, changes, flips);
  }

  /** Whether a rule of the policies says that the second kernel is worse. */
  public List<RuleFlip> regressions() {
    return flips.stream().filter(f -> f.direction() == Direction.REGRESSION).toList();
  }

  private static List<RuleFlip> flips(AuditReport before, AuditReport after) {
    Map<String, Finding> earlier = byRule(before);
    List<RuleFlip> flips = new ArrayList<>();
    byRule(after)
        .forEach(
            (rule, now) ->
                Optional.ofNullable(earlier.get(rule))
                    .filter(then -> then.status() != now.status() || then.result() != now.result())
                    .ifPresent(then -> flips.add(RuleFlip.of(then, now))));
    flips.sort(RuleFlip.WORST_FIRST);
    return flips;
  }

  private static Map<String, Finding> byRule(AuditReport report) {
    Map<String, Finding> found = new LinkedHashMap<>();
    report.verdict().findings().forEach(f -> found.put(name(f), f));
    return found;
  }

  private static String name(Finding f) {
    return f.policy() + "/" + f.ruleId();
  }

  private static void options(
      KernelSubject from,
      KernelSubject to,
      AuditReport after,
      List<RuleFlip> flips,
      List<OptionChange> changes)
      throws FormatException {
    if (from.config().isEmpty() || to.config().isEmpty()) {
      return;
    }
    for (ConfigDifference d : ConfigDifference.between(config(from), config(to))) {
      changes.add(change("kconfig", d.option(), d.from(), d.to(), after, flips));
    }
  }

  private static KernelConfig config(KernelSubject subject) throws FormatException {
    KernelSubject.Surface s = subject.config().orElseThrow();
    return KernelConfig.parse(s.where(), s.text());
  }

  private static void parameters(
      KernelSubject from,
      KernelSubject to,
      AuditReport after,
      List<RuleFlip> flips,
      List<OptionChange> changes)
      throws FormatException {
    if (from.commandLine().isEmpty() || to.commandLine().isEmpty()) {
      return;
    }
    Map<String, String> before = parameters(from);
    Map<String, String> now = parameters(to);
    TreeSet<String> names = new TreeSet<>(before.keySet());
    names.addAll(now.keySet());
    for (String name : names) {
      String then = before.getOrDefault(name, "");
      String here = now.getOrDefault(name, "");
      if (!then.equals(here)) {
        changes.add(change("cmdline", name, then, here, after, flips));
      }
    }
  }

  /** The last value of each name. */
  private static Map<String, String> parameters(KernelSubject subject) throws FormatException {
    KernelSubject.Surface s = subject.commandLine().orElseThrow();
    Map<String, String> values = new TreeMap<>();
    for (Parameter p : CommandLine.parse(s.where(), s.text()).parameters()) {
      values.put(CommandLine.key(p.name()), p.assigned() ? p.value() : "present");
    }
    return values;
  }

  /** Sysctls and host facts: of a thousand that move by themselves those that a rule looks at. */
  private static void observations(
      AuditReport before, AuditReport after, List<RuleFlip> flips, List<OptionChange> changes) {
    Map<String, Finding> earlier = byRule(before);
    Map<String, OptionChange> found = new TreeMap<>();
    byRule(after)
        .forEach(
            (rule, now) -> {
              boolean runtime = now.surface().equals("sysctl") || now.surface().equals("host");
              Optional<Finding> then = Optional.ofNullable(earlier.get(rule));
              if (runtime && then.isPresent() && !then.get().observed().equals(now.observed())) {
                found.put(
                    now.surface() + " " + now.option(),
                    change(
                        now.surface(),
                        now.option(),
                        then.get().observed(),
                        now.observed(),
                        after,
                        flips));
              }
            });
    changes.addAll(found.values());
  }

  private static OptionChange change(
      String surface,
      String option,
      String from,
      String to,
      AuditReport after,
      List<RuleFlip> flips) {
    List<String> rules = new ArrayList<>();
    for (Finding f : after.verdict().findings()) {
      if (f.surface().equals(surface) && f.option().equals(option)) {
        rules.add(name(f));
      }
    }
    return new OptionChange(surface, option, from, to, rules, kind(rules, from, to, flips));
  }

  private static String kind(List<String> rules, String from, String to, List<RuleFlip> flips) {
    for (RuleFlip f : flips) {
      boolean decided =
          f.direction() == Direction.REGRESSION || f.direction() == Direction.IMPROVEMENT;
      if (decided && rules.contains(name(f.to()))) {
        return f.direction().wire();
      }
    }
    if (from.isEmpty()) {
      return "new";
    }
    return to.isEmpty() ? "vanished" : "neutral";
  }
}
