package dev.plimsoll.policy;

import java.util.List;

/**
 * One rule met one subject. Every rule that was evaluated gives a finding, passed ones too.
 *
 * @param policy name of the policy that was judged by; the rule may come from a pack that it
 *     extends ({@link RuleNotes#origin})
 * @param surface what was looked at: {@code kconfig}, {@code cmdline}, {@code sysctl}, …
 * @param option as in the file, e.g. {@code CONFIG_BUG} or {@code mitigations}
 * @param observed the value that was seen; empty when the option is absent
 * @param wanted in words, e.g. {@code y} or {@code not off}
 * @param where {@code file:line:column}, {@code file:line}, or {@code absent}
 * @param message one line for people
 * @param notes what the rule says beside the verdict
 */
public record Finding(
    String ruleId,
    String policy,
    String title,
    Severity severity,
    Status status,
    Result result,
    String surface,
    String option,
    String observed,
    String wanted,
    String where,
    String message,
    String remediation,
    List<ControlRef> controls,
    RuleNotes notes) {
  public Finding {
    controls = List.copyOf(controls);
  }

  /** Without notes: a finding that no rule gave. */
  public Finding(
      String ruleId,
      String policy,
      String title,
      Severity severity,
      Status status,
      Result result,
      String surface,
      String option,
      String observed,
      String wanted,
      String where,
      String message,
      String remediation,
      List<ControlRef> controls) {
    this(
        ruleId,
        policy,
        title,
        severity,
        status,
        result,
        surface,
        option,
        observed,
        wanted,
        where,
        message,
        remediation,
        controls,
        RuleNotes.none(policy));
  }
}
