package dev.plimsoll.kernel.audit;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.kernel.kconfig.KconfigTables;
import dev.plimsoll.policy.Finding;
import dev.plimsoll.policy.Policy;
import dev.plimsoll.policy.PolicyParser;
import dev.plimsoll.policy.Verdict;
import java.util.List;
import java.util.Optional;

/** Short ways to audit, for tests. */
final class Audits {
  /**
   * Knows no kernel's options: tests of conditions name made-up ones, on configurations cut short.
   */
  static final KernelAudit AUDIT = new KernelAudit(KconfigTables.none());

  static final KernelAudit WITH_TABLES = new KernelAudit();

  private Audits() {}

  static KernelSubject kernel(String config, String commandLine) {
    return new KernelSubject(
        "test",
        Optional.of(surface("config", config)),
        Optional.of(surface("cmdline", commandLine)),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  static KernelSubject.Surface surface(String where, String text) {
    return new KernelSubject.Surface(where, Bytes.ofUtf8(text));
  }

  /** A policy in mode enforce with one rule {@code r} whose check is {@code check}. */
  static Policy policy(String check) throws FormatException {
    return policyOf("- {id: r, title: T, severity: high, check: " + check + "}");
  }

  static Policy policyOf(String rules) throws FormatException {
    return PolicyParser.parse(
        "p.yaml",
        Bytes.ofUtf8(
            """
            apiVersion: plimsoll/v1
            kind: Policy
            metadata: {name: p, version: 1.0.0}
            target: kernel
            mode: enforce
            rules:
            """
                + rules.indent(2)));
  }

  static Finding judge(String check, KernelSubject subject) throws FormatException {
    return verdict(policy(check), subject).findings().getFirst();
  }

  static Finding judgeWithTables(String check, KernelSubject subject) throws FormatException {
    return WITH_TABLES.audit(subject, List.of(policy(check))).verdict().findings().getFirst();
  }

  static Verdict verdict(Policy policy, KernelSubject subject) throws FormatException {
    return AUDIT.audit(subject, List.of(policy)).verdict();
  }
}
