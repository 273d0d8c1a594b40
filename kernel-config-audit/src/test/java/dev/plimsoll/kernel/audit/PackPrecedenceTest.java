package dev.plimsoll.kernel.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.policy.Finding;
import dev.plimsoll.policy.Policy;
import dev.plimsoll.policy.RuleOrigin.Overridden;
import dev.plimsoll.policy.Status;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A shipped pack made of several sources: its precedence decides, and the finding says so. */
class PackPrecedenceTest {
  private static List<Finding> findings(String arch, String commandLine) throws Exception {
    Policy anssi = KernelAudit.policies().load("anssi-bp-028");
    KernelSubject kernel =
        new KernelSubject(
            "test",
            Optional.of(
                Audits.surface(
                    "config", "CONFIG_" + arch.toUpperCase(java.util.Locale.ROOT) + "=y\n")),
            Optional.of(Audits.surface("cmdline", commandLine)),
            Optional.empty(),
            Optional.of("6.12.117"),
            Optional.of(arch));
    return Audits.verdict(anssi, kernel).findings();
  }

  private static List<Finding> about(List<Finding> findings, String option) {
    return findings.stream()
        .filter(f -> f.option().equals(option) && f.status() != Status.NOT_APPLICABLE)
        .toList();
  }

  @Test
  void stricterSource_decides_andNamesTheOneItOverrode() throws Exception {
    List<Finding> mds = about(findings("x86_64", "mds=full"), "mds");

    assertThat(mds).hasSize(1);
    Finding decided = mds.getFirst();
    assertThat(decided.ruleId()).isEqualTo("clipos-mds");
    assertThat(decided.status()).isEqualTo(Status.FAIL);
    assertThat(decided.notes().origin().pack()).isEqualTo("clipos");
    assertThat(decided.notes().origin().overridden())
        .extracting(Overridden::pack, Overridden::rule)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("kernel-hardening", "cmdline-mds"));
  }

  @Test
  void source_doesNotSpeakOfTheMachine_theOtherDecides() throws Exception {
    List<Finding> mds = about(findings("x86_32", "mds=full"), "mds");

    assertThat(mds).extracting(Finding::ruleId).containsExactly("cmdline-mds");
    assertThat(mds.getFirst().status()).isEqualTo(Status.PASS);
  }

  @Test
  void packsOfContradictingSources_standSideBySide() throws Exception {
    KernelSubject kernel =
        Audits.kernel(
            "# Linux/x86 6.1.0 Kernel Configuration\nCONFIG_X86_64=y\nCONFIG_EFI=y\n"
                + "CONFIG_RESET_ATTACK_MITIGATION=y\nCONFIG_RANDOM_TRUST_CPU=y\n",
            "");
    List<Policy> both =
        List.of(KernelAudit.policies().load("kspp"), KernelAudit.policies().load("clipos"));

    List<Finding> findings = Audits.AUDIT.audit(kernel, both).verdict().findings();

    assertThat(about(findings, "CONFIG_RESET_ATTACK_MITIGATION"))
        .extracting(Finding::policy, Finding::status)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple("kspp", Status.PASS),
            org.assertj.core.groups.Tuple.tuple("clipos", Status.FAIL));
    assertThat(about(findings, "CONFIG_RANDOM_TRUST_CPU"))
        .extracting(Finding::policy, Finding::status)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple("kspp", Status.PASS),
            org.assertj.core.groups.Tuple.tuple("clipos", Status.FAIL));
  }
}
