package dev.plimsoll.policy.tree;

import dev.plimsoll.policy.Finding;
import dev.plimsoll.policy.PolicyRef;
import dev.plimsoll.policy.Result;
import dev.plimsoll.policy.Rule;
import dev.plimsoll.policy.RuleNotes;
import dev.plimsoll.policy.Status;
import dev.plimsoll.policy.cel.TreeAssertion;
import dev.plimsoll.policy.cel.TreeAssertion.Outcome;
import dev.plimsoll.policy.facts.TreeFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One rule of a tree policy, ready to be asked. A rule gives at most {@value #MAX_FINDINGS}
 * findings; what is left is one more that says how many.
 */
final class TreeRule {
  private static final int MAX_FINDINGS = 250;
  private static final int MAX_OBSERVED = 400;

  private final PolicyRef policy;
  private final Rule rule;
  private final String text;
  private final TreeAssertion assertion;
  private final RuleNotes notes;

  TreeRule(PolicyRef policy, Rule rule, String text, TreeAssertion assertion) {
    this.policy = policy;
    this.rule = rule;
    this.text = text;
    this.assertion = assertion;
    this.notes = RuleNotes.of(rule);
  }

  List<Finding> judge(TreeFacts facts) {
    List<Outcome> outcomes = assertion.judge(facts);
    List<Finding> findings = new ArrayList<>();
    for (Outcome o : outcomes.subList(0, Math.min(outcomes.size(), MAX_FINDINGS))) {
      findings.add(finding(o));
    }
    if (outcomes.size() > MAX_FINDINGS) {
      List<Outcome> rest = outcomes.subList(MAX_FINDINGS, outcomes.size());
      boolean failed = rest.stream().anyMatch(o -> o.status() == Status.FAIL);
      findings.add(
          finding(
              failed ? Status.FAIL : Status.UNKNOWN,
              rule.id(),
              "",
              "absent",
              rest.size() + " more; the facts name them all"));
    }
    return findings;
  }

  Finding missing() {
    return finding(
        Status.UNKNOWN,
        rule.id(),
        "",
        "absent",
        "no facts of the tree were given, and policy " + policy.name() + " requires them");
  }

  private Finding finding(Outcome o) {
    Map<String, Object> item = new TreeMap<>();
    if (o.item().isPresent() && o.item().get() instanceof Map<?, ?> map) {
      map.forEach((k, v) -> item.put(String.valueOf(k), v));
    }
    String message =
        switch (o.status()) {
          case PASS -> "holds: " + rule.title();
          case NOT_APPLICABLE -> "its \"when\" does not hold";
          case UNKNOWN -> "could not be evaluated: " + o.message();
          default -> o.message().isEmpty() ? "does not hold: " + rule.title() : o.message();
        };
    return finding(o.status(), option(item), observed(o.item(), item), where(item), message);
  }

  /** What the finding is about: a file, a container, else the rule itself. */
  private String option(Map<String, Object> item) {
    for (String key : List.of("location", "path", "name")) {
      Optional<String> value = text(item, key);
      if (value.isPresent()) {
        return value.get() + (item.get("line") instanceof Long line ? ":" + line : "");
      }
    }
    return rule.id();
  }

  private static String where(Map<String, Object> item) {
    String section = text(item, "section").or(() -> text(item, "location")).orElse("absent");
    return section + text(item, "source").map(s -> " " + s).orElse("");
  }

  private static Optional<String> text(Map<String, Object> item, String key) {
    return Optional.ofNullable(item.get(key))
        .filter(String.class::isInstance)
        .map(String.class::cast)
        .filter(s -> !s.isEmpty());
  }

  private static String observed(Optional<Object> item, Map<String, Object> map) {
    Map<String, Object> rest = new TreeMap<>(map);
    List.of("path", "section", "source", "kind", "location").forEach(rest::remove);
    String all = item.isEmpty() ? "" : map.isEmpty() ? item.get().toString() : rest.toString();
    return all.length() > MAX_OBSERVED ? all.substring(0, MAX_OBSERVED) + "…" : all;
  }

  private Finding finding(
      Status status, String option, String observed, String where, String message) {
    Result result = Result.of(status, rule.mode(policy));
    boolean bad = result != Result.PASS && result != Result.SKIP;
    return new Finding(
        rule.id(),
        policy.name(),
        rule.title(),
        rule.severity(),
        status,
        result,
        "tree",
        option,
        observed,
        text,
        where,
        message,
        bad ? rule.remediation() : "",
        rule.controls(),
        notes);
  }
}
