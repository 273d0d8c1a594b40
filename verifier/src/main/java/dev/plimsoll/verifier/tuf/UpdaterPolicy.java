package dev.plimsoll.verifier.tuf;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * What a client allows beside what TUF 1.0.34 §5 rules.
 *
 * @param limits what an update may cost
 * @param schemes whose signatures count
 * @param backstop the least versions it believes
 * @param clock what it makes of a clock that was turned back
 */
public record UpdaterPolicy(
    UpdaterLimits limits, Set<SignatureScheme> schemes, Backstop backstop, ClockRule clock) {
  /** As other clients are. */
  public static final UpdaterPolicy STANDARD = of(UpdaterLimits.STANDARD);

  public UpdaterPolicy {
    schemes = Collections.unmodifiableSet(EnumSet.copyOf(schemes));
  }

  public static UpdaterPolicy of(UpdaterLimits limits) {
    return new UpdaterPolicy(limits, SignatureScheme.STANDARD, Backstop.NONE, ClockRule.AS_GIVEN);
  }

  public UpdaterPolicy with(Backstop least) {
    return new UpdaterPolicy(limits, schemes, least, clock);
  }

  public UpdaterPolicy with(ClockRule rule) {
    return new UpdaterPolicy(limits, schemes, backstop, rule);
  }

  /** ML-DSA-65 counts, too (TAP 21, a draft). */
  public UpdaterPolicy withMlDsa() {
    return new UpdaterPolicy(limits, EnumSet.allOf(SignatureScheme.class), backstop, clock);
  }
}
