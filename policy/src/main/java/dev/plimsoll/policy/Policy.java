package dev.plimsoll.policy;

import java.util.List;

/**
 * A loaded policy: structurally right, ids unique, CEL compiled once on trial. Its checks are only
 * understood by the {@link CheckEngine} of its target.
 *
 * @param requires surfaces that must be given: without one its rules are UNKNOWN, not left out
 */
public record Policy(
    PolicyRef ref,
    String title,
    String owner,
    Target target,
    List<String> requires,
    List<Rule> rules) {
  public Policy {
    requires = List.copyOf(requires);
    rules = List.copyOf(rules);
  }
}
