package dev.plimsoll.policy;

import java.util.List;
import java.util.Optional;

/**
 * What a rule says beside its verdict, as findings show it. Shared by all findings of the rule.
 *
 * @param rationale with perf and breaks: see {@link Rule.Guidance}
 */
public record RuleNotes(
    Optional<Reason> reason,
    String rationale,
    String perf,
    String breaks,
    List<String> sources,
    List<String> references,
    RuleOrigin origin) {
  public RuleNotes {
    sources = List.copyOf(sources);
    references = List.copyOf(references);
  }

  /** Of a rule. */
  public static RuleNotes of(Rule rule) {
    Rule.Guidance g = rule.guidance();
    return new RuleNotes(
        rule.reason(),
        g.rationale(),
        g.perf(),
        g.breaks(),
        rule.sources(),
        rule.references(),
        rule.origin().decided());
  }

  /** Of a finding that no rule of {@code policy} gave, but its engine. */
  public static RuleNotes none(String policy) {
    return new RuleNotes(
        Optional.empty(), "", "", "", List.of(), List.of(), RuleOrigin.own(policy));
  }
}
