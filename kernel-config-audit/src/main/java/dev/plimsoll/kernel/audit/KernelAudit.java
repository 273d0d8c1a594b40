package dev.plimsoll.kernel.audit;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.policy.AuditReport;
import dev.plimsoll.policy.Policy;
import java.util.List;

/** Judges a {@link KernelSubject} by policies whose target is {@code kernel}. Thread-safe. */
public final class KernelAudit {
  /**
   * @throws FormatException when an input cannot be read as what it should be
   */
  public AuditReport audit(KernelSubject subject, List<Policy> policies) throws FormatException {
    throw new UnsupportedOperationException();
  }
}
