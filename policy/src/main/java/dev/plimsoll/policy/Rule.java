package dev.plimsoll.policy;

import dev.plimsoll.formats.SourcePosition;
import dev.plimsoll.formats.yaml.YamlNode.YamlMap;
import java.util.List;
import java.util.Optional;

/**
 * One requirement of a policy.
 *
 * @param id stable; a changed meaning gets a new id
 * @param reason the kind of gain
 * @param sources where the requirement comes from
 * @param controls what it helps to meet, its own and those of the policy's control map
 */
public record Rule(
    String id,
    String title,
    Severity severity,
    Optional<Reason> reason,
    Guidance guidance,
    List<String> sources,
    List<String> references,
    List<ControlRef> controls,
    Body body,
    SourcePosition at,
    RuleOrigin origin) {
  public Rule {
    sources = List.copyOf(sources);
    references = List.copyOf(references);
    controls = List.copyOf(controls);
  }

  /**
   * Words for the people who must decide; each may be empty.
   *
   * @param rationale why the rule exists
   * @param perf what it costs in speed or memory
   * @param breaks what stops working
   * @param remediation what to do about a failure; empty when the check words it itself
   */
  public record Guidance(String rationale, String perf, String breaks, String remediation) {}

  /** What to do about a failure; empty when the check words it itself. */
  public String remediation() {
    return guidance.remediation();
  }

  /** The mode that its failures have: its own, else that of {@code policy}. */
  public Mode mode(PolicyRef policy) {
    return origin.mode().orElse(policy.mode());
  }

  Rule withSeverity(Severity wanted) {
    return new Rule(
        id, title, wanted, reason, guidance, sources, references, controls, body, at, origin);
  }

  Rule withControls(List<ControlRef> wanted) {
    return new Rule(
        id, title, severity, reason, guidance, sources, references, wanted, body, at, origin);
  }

  Rule withOrigin(RuleOrigin wanted) {
    return new Rule(
        id, title, severity, reason, guidance, sources, references, controls, body, at, wanted);
  }

  /** How the rule decides. */
  public sealed interface Body {}

  /**
   * Declarative: keys that only the {@link CheckEngine} of the policy's target understands.
   *
   * @param keys as written, with positions, so that the engine's complaints are located
   */
  public record Check(YamlMap keys) implements Body {}

  /**
   * CEL: {@code assertion} true is PASS, false FAIL, an error UNKNOWN; {@code when} false is
   * NOT_APPLICABLE.
   *
   * @param each a CEL list; the assertion must hold for every element, which it calls {@code item}
   * @param message a CEL string for the finding of a failure
   */
  public record Assertion(
      Optional<Expression> when,
      Optional<Expression> each,
      Expression assertion,
      Optional<Expression> message)
      implements Body {}
}
