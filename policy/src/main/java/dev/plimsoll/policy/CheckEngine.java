package dev.plimsoll.policy;

import dev.plimsoll.formats.FormatException;

/**
 * Port: understands the declarative checks of one target. The module that knows the subject
 * implements it (kernel-config-audit for {@link Target#KERNEL}).
 */
public interface CheckEngine {
  Target target();

  /**
   * Compiles every {@link Rule.Check} of {@code policy} on trial. Does not block; idempotent.
   *
   * @throws FormatException at the first check that is wrong, {@code file:line:column: …}
   */
  void verify(Policy policy) throws FormatException;
}
