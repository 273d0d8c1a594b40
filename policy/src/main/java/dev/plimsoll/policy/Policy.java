package dev.plimsoll.policy;

import java.util.List;

/**
 * A loaded policy: structurally right, every rule id unique. What its checks and CEL mean is known
 * to the {@link CheckEngine} of its target; {@link PolicyLibrary#checkedBy} asks it at load time.
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
