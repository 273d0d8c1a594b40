package dev.plimsoll.kernel.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.policy.AuditReport;
import dev.plimsoll.policy.Finding;
import dev.plimsoll.policy.Policy;
import dev.plimsoll.policy.RuleOrigin.Overridden;
import dev.plimsoll.policy.Status;
import dev.plimsoll.policy.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Policies made of packs, put to a kernel. */
class PackedRulesTest {
  private static final String X86 = "CONFIG_X86_64=y\nCONFIG_B=y\n";
  private static final String ARM = "CONFIG_ARM64=y\nCONFIG_B=y\n";

  @TempDir Path folder;

  private Policy load(String own, String head) throws Exception {
    write("other", "", rule("other-b", "y", ""));
    return KernelAudit.policies()
        .load(write("mine", "extends: [../other]\n" + head, own).toString());
  }

  private Path write(String name, String head, String rules) throws IOException {
    return Files.writeString(
        Files.createDirectories(folder.resolve(name)).resolve("policy.yaml"),
        """
        apiVersion: plimsoll/v1
        kind: Policy
        metadata: {name: %s, version: 1.0.0}
        target: kernel
        mode: enforce
        """
                .formatted(name)
            + head
            + (rules.isEmpty() ? "" : "rules:\n" + rules));
  }

  private static String rule(String id, String want, String when) {
    return "  - {id: %s, title: T, severity: low, check: {subject: kconfig, name: CONFIG_B, want: %s%s}}\n"
        .formatted(id, want, when.isEmpty() ? "" : ", when: " + when);
  }

  private static List<String> judged(Policy policy, String config) throws Exception {
    return Audits.verdict(policy, Audits.kernel(config, "quiet")).findings().stream()
        .map(f -> f.notes().origin().pack() + "/" + f.ruleId() + " " + f.status())
        .toList();
  }

  @Test
  void contradiction_isDecidedOnce_andTheFindingSaysByWhom() throws Exception {
    Policy policy = load(rule("b", "unset", ""), "");

    Finding only = Audits.verdict(policy, Audits.kernel(X86, "")).findings().getFirst();

    assertThat(judged(policy, X86)).containsExactly("mine/b FAIL");
    assertThat(only.notes().origin().overridden())
        .containsExactly(new Overridden("other", "other-b", "y"));
    AuditReport report = Audits.AUDIT.audit(Audits.kernel(X86, ""), List.of(policy));
    assertThat(report.encode().utf8()).contains("\"decidedBy\": \"mine/b\"");
  }

  @Test
  void winner_thatDoesNotApply_leavesTheOther() throws Exception {
    Policy policy = load(rule("b", "unset", "{arch: arm64}"), "");

    assertThat(judged(policy, ARM)).containsExactly("mine/b FAIL");
    assertThat(judged(policy, X86)).containsExactly("mine/b NOT_APPLICABLE", "other/other-b PASS");
  }

  @Test
  void ruleOfItsOwnMode_doesNotDeny() throws Exception {
    Policy policy = load("", "overrides: [{rule: other-b, mode: warn, reason: tried out}]\n");

    Verdict v = Audits.verdict(policy, Audits.kernel("CONFIG_X86_64=y\n", ""));

    assertThat(v.findings()).extracting(Finding::status).containsExactly(Status.FAIL);
    assertThat(v.decision()).isEqualTo(Verdict.Decision.ALLOW);
  }
}
