package dev.plimsoll.kernel.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.policy.AuditReport;
import dev.plimsoll.policy.Policy;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AuditTableTest {
  private static final String CONFIG =
      "# Linux/x86 6.1.192 Kernel Configuration\nCONFIG_X86_64=y\nCONFIG_B=\"\u001b[31mred\u001b[0m\"\n";

  private static AuditReport report() throws Exception {
    Policy p =
        Audits.policyOf(
            """
            - {id: a-low-one, title: L, severity: low, check: {subject: kconfig, name: CONFIG_X86_64, want: unset}}
            - {id: a-critical-one, title: C, severity: critical, check: {subject: cmdline, name: mitigations, want: {never: ["off"]}}}
            - {id: passes, title: P, severity: high, check: {subject: kconfig, name: CONFIG_X86_64, want: y}}
            - {id: from-outside, title: O, severity: medium, check: {subject: kconfig, name: CONFIG_B, want: green}}
            """);
    KernelSubject subject =
        new KernelSubject(
            "a kernel",
            Optional.of(
                Audits.surface("/a/very/long/path/" + "folder/".repeat(12) + "config", CONFIG)),
            Optional.of(Audits.surface("cmdline", "quiet mitigations=off")),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    return Audits.AUDIT.audit(subject, List.of(p));
  }

  @Test
  void render_listsTheWorstFirst_andCounts() throws Exception {
    String text = AuditTable.of(false).render(report());

    assertThat(text)
        .startsWith("Audit of a kernel\n  policy p 1.0.0, mode enforce\n")
        .containsSubsequence("a-critical-one", "from-outside", "a-low-one")
        .contains("cmdline:1:7")
        .contains("mitigations=off, wanted never off")
        .contains("fix: Take mitigations off the kernel command line, or give another value.")
        .contains("4 rules judged: 1 passed, 3 failed, 0 warned")
        .contains("open by severity: 1 critical, 1 medium, 1 low")
        .contains("not assessed (not given): sysctl")
        .endsWith("verdict: deny\n")
        .doesNotContain("passes");
  }

  @Test
  void render_staysWithinTheWidth_andKeepsTheEndOfPaths() throws Exception {
    String text = AuditTable.of(false).render(report());

    assertThat(text.lines()).allMatch(line -> line.length() <= AuditTable.WIDTH);
    assertThat(text).contains("config:2");
  }

  @Test
  void render_withoutColor_hasNoEscapes_whateverTheInputHolds() throws Exception {
    assertThat(AuditTable.of(false).render(report())).doesNotContain("\u001b");
  }

  @Test
  void render_withColor_onlyColorsItsOwnWords() throws Exception {
    String text = AuditTable.of(true).render(report());

    assertThat(text).contains("\u001b[31mFAIL \u001b[0m").contains("\u001b[31mdeny\u001b[0m");
    assertThat(text).doesNotContain("\u001b[31mred");
  }

  @Test
  void limit_leavesOutWarningsOnly() throws Exception {
    Policy hardening = KernelAudit.policies().load("kernel-hardening");
    AuditReport report = Audits.AUDIT.audit(Audits.kernel(CONFIG, "quiet"), List.of(hardening));
    int warnings = report.verdict().counts().getOrDefault(dev.plimsoll.policy.Result.WARN, 0);

    String text = AuditTable.of(false).limit(10).render(report);

    assertThat(text).contains("… and " + (warnings - 10) + " more warnings");
    assertThat(text.lines().filter(l -> l.startsWith("WARN"))).hasSize(10);
  }
}
