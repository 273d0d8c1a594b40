package dev.plimsoll.policy;

import dev.plimsoll.formats.SourcePosition;
import dev.plimsoll.formats.yaml.YamlNode.YamlMap;
import java.util.List;
import java.util.Optional;

/**
 * One requirement of a policy.
 *
 * @param id stable; a changed meaning gets a new id
 * @param reason why the rule exists; may be empty
 * @param remediation what to do about a failure; empty when the check words it itself
 * @param sources where the requirement comes from
 */
public record Rule(
    String id,
    String title,
    Severity severity,
    String reason,
    String remediation,
    List<String> sources,
    List<String> references,
    List<ControlRef> controls,
    Body body,
    SourcePosition at) {
  public Rule {
    sources = List.copyOf(sources);
    references = List.copyOf(references);
    controls = List.copyOf(controls);
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
