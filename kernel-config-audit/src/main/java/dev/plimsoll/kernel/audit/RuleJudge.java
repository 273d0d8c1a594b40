package dev.plimsoll.kernel.audit;

import dev.plimsoll.policy.Finding;
import dev.plimsoll.policy.Rule;
import java.util.Set;

/** One rule, asked of one kernel. */
interface RuleJudge {
  Rule rule();

  /** What the rule cannot do without: when one is not given, the rule is not assessed. */
  Set<Surface> surfaces();

  Finding judge(KernelView kernel);

  /** The finding when a surface that the policy requires was not given. */
  Finding missing(Surface surface);
}
