package dev.plimsoll.pipeline.step;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.kernel.audit.KernelSubject;
import dev.plimsoll.policy.AuditReport;
import dev.plimsoll.policy.Policy;
import java.util.List;

/** Judges kernels: {@code KernelAudit::audit}, or a fake. */
@FunctionalInterface
public interface KernelAuditor {
  AuditReport audit(KernelSubject subject, List<Policy> policies) throws FormatException;
}
