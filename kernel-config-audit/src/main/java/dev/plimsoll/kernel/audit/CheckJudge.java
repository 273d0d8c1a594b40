package dev.plimsoll.kernel.audit;

import dev.plimsoll.policy.Finding;
import dev.plimsoll.policy.Mode;
import dev.plimsoll.policy.PolicyRef;
import dev.plimsoll.policy.Result;
import dev.plimsoll.policy.Rule;
import dev.plimsoll.policy.RuleNotes;
import dev.plimsoll.policy.Status;
import java.util.Set;

/** Turns the outcome of a {@link CompiledRule} into a finding. */
final class CheckJudge implements RuleJudge {
  private final PolicyRef policy;
  private final CompiledRule compiled;
  private final Set<Surface> surfaces;
  private final String wanted;
  private final RuleNotes notes;

  CheckJudge(PolicyRef policy, CompiledRule compiled) {
    this.policy = policy;
    this.compiled = compiled;
    this.surfaces = Set.of(compiled.primary().surface());
    this.wanted = compiled.primary().want().words();
    this.notes = RuleNotes.of(compiled.rule());
  }

  @Override
  public Rule rule() {
    return compiled.rule();
  }

  CompiledRule compiled() {
    return compiled;
  }

  @Override
  public Set<Surface> surfaces() {
    return surfaces;
  }

  @Override
  public Finding judge(KernelView kernel) {
    CompiledRule.Outcome o = compiled.judge(kernel);
    String fix = o.status() == o.seen().status() ? o.seen().fix() : "";
    return finding(
        o.status(),
        o.met(),
        o.seen().observed(),
        o.seen().where(),
        o.message(),
        fix.isEmpty() ? compiled.fix() : fix);
  }

  @Override
  public Finding missing(Surface surface) {
    return finding(
        Status.UNKNOWN,
        false,
        "",
        Observation.ABSENT,
        "no " + surface.words() + " was given, and policy " + policy.name() + " requires it",
        compiled.fix());
  }

  private Finding finding(
      Status status, boolean met, String observed, String where, String message, String fix) {
    Result result = result(status, met, compiled.rule().mode(policy));
    Rule rule = compiled.rule();
    return new Finding(
        rule.id(),
        policy.name(),
        rule.title(),
        rule.severity(),
        status,
        result,
        compiled.primary().surface().wire(),
        compiled.primary().name(),
        observed,
        wanted,
        where,
        message,
        result == Result.PASS || result == Result.SKIP ? "" : fix,
        rule.controls(),
        notes);
  }

  /** SUPERSEDED has its successor's result. */
  static Result result(Status status, boolean met, Mode mode) {
    return status == Status.SUPERSEDED
        ? Result.of(met ? Status.PASS : Status.FAIL, mode)
        : Result.of(status, mode);
  }
}
