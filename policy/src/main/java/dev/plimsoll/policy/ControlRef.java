package dev.plimsoll.policy;

/**
 * A requirement that a rule helps to meet, such as {@code NIST 800-53} / {@code SI-16} / {@code
 * r5}.
 *
 * @param source who says that the rule helps to meet it; empty when the policy does not tell
 */
public record ControlRef(String framework, String id, String version, String source) {
  public ControlRef(String framework, String id, String version) {
    this(framework, id, version, "");
  }
}
