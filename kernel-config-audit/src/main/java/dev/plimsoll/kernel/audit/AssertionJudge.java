package dev.plimsoll.kernel.audit;

import dev.plimsoll.policy.Finding;
import dev.plimsoll.policy.PolicyRef;
import dev.plimsoll.policy.Result;
import dev.plimsoll.policy.Rule;
import dev.plimsoll.policy.RuleNotes;
import dev.plimsoll.policy.Status;
import dev.plimsoll.policy.cel.CelAssertion;
import java.util.EnumSet;
import java.util.Set;

/** Turns the outcome of a rule's CEL into a finding. */
final class AssertionJudge implements RuleJudge {
  private final PolicyRef policy;
  private final Rule rule;
  private final String text;
  private final CelAssertion assertion;
  private final Set<Surface> surfaces;
  private final RuleNotes notes;

  AssertionJudge(PolicyRef policy, Rule rule, String text, CelAssertion assertion) {
    this.policy = policy;
    this.rule = rule;
    this.text = text;
    this.assertion = assertion;
    this.notes = RuleNotes.of(rule);
    Set<Surface> found = EnumSet.noneOf(Surface.class);
    for (Surface s : Surface.values()) {
      if (assertion.surfaces().contains(s.wire())) {
        found.add(s);
      }
    }
    this.surfaces = Set.copyOf(found);
  }

  @Override
  public Rule rule() {
    return rule;
  }

  @Override
  public Set<Surface> surfaces() {
    return surfaces;
  }

  @Override
  public Finding judge(KernelView kernel) {
    CelAssertion.Outcome o = assertion.judge(new ViewFacts(kernel));
    String message =
        switch (o.status()) {
          case PASS -> "holds: " + rule.title();
          case NOT_APPLICABLE -> "its \"when\" does not hold";
          case UNKNOWN -> "could not be evaluated: " + o.message();
          default -> o.message().isEmpty() ? "does not hold: " + rule.title() : o.message();
        };
    return finding(o.status(), message);
  }

  @Override
  public Finding missing(Surface surface) {
    return finding(
        Status.UNKNOWN,
        "no " + surface.words() + " was given, and policy " + policy.name() + " requires it");
  }

  private Finding finding(Status status, String message) {
    Result result = Result.of(status, rule.mode(policy));
    boolean bad = result != Result.PASS && result != Result.SKIP;
    return new Finding(
        rule.id(),
        policy.name(),
        rule.title(),
        rule.severity(),
        status,
        result,
        surfaces.isEmpty() ? "kernel" : surfaces.iterator().next().wire(),
        rule.id(),
        "",
        text,
        Observation.ABSENT,
        message,
        bad ? rule.remediation() : "",
        rule.controls(),
        notes);
  }
}
