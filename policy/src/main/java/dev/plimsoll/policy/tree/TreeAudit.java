package dev.plimsoll.policy.tree;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.policy.CheckEngine;
import dev.plimsoll.policy.FieldReader;
import dev.plimsoll.policy.Finding;
import dev.plimsoll.policy.Policy;
import dev.plimsoll.policy.Rule;
import dev.plimsoll.policy.Target;
import dev.plimsoll.policy.cel.TreeCel;
import dev.plimsoll.policy.facts.TreeFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Judges trees by policies whose target is {@code tree}. Thread-safe, does no I/O. Policies are
 * compiled once and kept by digest: hold one instance.
 */
public final class TreeAudit implements CheckEngine {
  private static final int MAX_KEPT = 64;

  private final Map<Digest, List<TreeRule>> compiled = new ConcurrentHashMap<>();

  @Override
  public Target target() {
    return Target.TREE;
  }

  @Override
  public void verify(Policy policy) throws FormatException {
    compile(policy);
  }

  /**
   * Findings for every rule of every policy: one, or one for each element that fails.
   *
   * @throws FormatException when a policy is not for trees, or is wrong
   */
  public List<Finding> judge(TreeFacts facts, List<Policy> policies) throws FormatException {
    List<Finding> findings = new ArrayList<>();
    for (Policy policy : policies) {
      for (TreeRule rule : compiled(policy)) {
        findings.addAll(rule.judge(facts));
      }
    }
    return findings;
  }

  /** Findings when there are no facts: UNKNOWN for policies that require them, else none. */
  public List<Finding> withoutFacts(List<Policy> policies) throws FormatException {
    List<Finding> findings = new ArrayList<>();
    for (Policy policy : policies) {
      if (policy.requires().contains(target().wire())) {
        compiled(policy).forEach(rule -> findings.add(rule.missing()));
      }
    }
    return findings;
  }

  private List<TreeRule> compiled(Policy policy) throws FormatException {
    if (policy.target() != Target.TREE) {
      throw new FormatException(
          "policy "
              + FormatException.quote(policy.ref().name())
              + " is for target "
              + policy.target().wire()
              + ", not tree");
    }
    Optional<List<TreeRule>> kept = Optional.ofNullable(compiled.get(policy.ref().digest()));
    if (kept.isPresent()) {
      return kept.get();
    }
    List<TreeRule> fresh = compile(policy);
    if (compiled.size() >= MAX_KEPT) {
      compiled.clear();
    }
    compiled.put(policy.ref().digest(), fresh);
    return fresh;
  }

  private static List<TreeRule> compile(Policy policy) throws FormatException {
    List<TreeRule> rules = new ArrayList<>();
    TreeCel cel = new TreeCel();
    for (Rule rule : policy.rules()) {
      switch (rule.body()) {
        case Rule.Check check ->
            throw FieldReader.error(
                check.keys().at(), "target tree has no \"check\"; write an \"assert\"");
        case Rule.Assertion assertion ->
            rules.add(
                new TreeRule(
                    policy.ref(), rule, assertion.assertion().text(), cel.compile(assertion)));
      }
    }
    return rules;
  }
}
