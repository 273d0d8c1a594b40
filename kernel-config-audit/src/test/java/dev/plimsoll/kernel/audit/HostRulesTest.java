package dev.plimsoll.kernel.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.policy.Finding;
import dev.plimsoll.policy.Policy;
import dev.plimsoll.policy.PolicyParser;
import dev.plimsoll.policy.Status;
import dev.plimsoll.policy.Verdict;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules about a running host. */
class HostRulesTest {
  private static final String HOST =
      """
      {"schemaVersion":"1","kind":"HostSnapshot","kernel":{"release":"6.6.13","machine":"x86_64"},
       "files":{"/sys/kernel/security/lsm":["capability,yama"],"/proc/sys/kernel/tainted":["4096"],
        "/proc/modules":["usb_storage 1 0 - Live 0x0"],
        "/sys/devices/system/cpu/vulnerabilities/meltdown":["Mitigation: PTI"],
        "/sys/devices/system/cpu/vulnerabilities/mds":["Vulnerable; SMT vulnerable"]},
       "unreadable":["/sys/kernel/security/lockdown"]}
      """;

  private static KernelSubject subject(Optional<String> host) {
    return new KernelSubject(
        "t",
        Optional.empty(),
        Optional.of(Audits.surface("cmdline", "quiet")),
        List.of(),
        host.map(h -> Audits.surface("host.json", h)),
        Optional.empty(),
        Optional.empty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{subject: host, name: lsm, want: {lists: yama}}|PASS|host.json!/sys/kernel/security/lsm",
        "{subject: host, name: lsm, want: {lists: landlock}}|FAIL|host.json!/sys/kernel/security/lsm",
        "{subject: host, name: taint, want: {never: [F, E]}}|PASS|host.json!/proc/sys/kernel/tainted",
        "{subject: host, name: taint, want: none}|FAIL|host.json!/proc/sys/kernel/tainted",
        "{subject: host, name: module.usb-storage, want: unset}|FAIL|host.json!/proc/modules",
        "{subject: host, name: module.firewire_core, want: unset}|PASS|absent",
        "{subject: host, name: lockdown, want: {in: [integrity, confidentiality]}}|UNKNOWN|host.json!/sys/kernel/security/lockdown",
        "{subject: host, name: vulnerability.meltdown, want: {never: ['Vulnerable*']}}|PASS|host.json!/sys/devices/system/cpu/vulnerabilities/meltdown",
        "{subject: host, name: 'vulnerability.*', want: {never: ['Vulnerable*']}}|FAIL|host.json!/sys/devices/system/cpu/vulnerabilities/mds",
      })
  void judgesFacts(String check, Status status, String where) throws Exception {
    Finding f = Audits.judge(check, subject(Optional.of(HOST)));
    assertThat(f.status()).isEqualTo(status);
    assertThat(f.where()).isEqualTo(where);
    assertThat(f.surface()).isEqualTo("host");
  }

  @Test
  void withoutSnapshot_isNotAssessed_orUnknownWhenRequired() throws Exception {
    Policy p = Audits.policy("{subject: host, name: lsm, want: present}");
    Verdict v = Audits.verdict(p, subject(Optional.empty()));
    assertThat(v.findings()).isEmpty();
    assertThat(v.notAssessed()).contains("host");
    Policy required =
        PolicyParser.parse(
            "q.yaml",
            Bytes.ofUtf8(
                """
                apiVersion: plimsoll/v1
                kind: Policy
                metadata: {name: q, version: 1.0.0}
                target: kernel
                mode: enforce
                requires: [host]
                rules:
                  - id: r
                    title: T
                    severity: high
                    check: {subject: host, name: lsm, want: present}
                """));
    assertThat(Audits.verdict(required, subject(Optional.empty())).findings())
        .singleElement()
        .satisfies(f -> assertThat(f.status()).isEqualTo(Status.UNKNOWN));
  }

  @Test
  void host_isNotMissed_whenNoRuleAsksForIt() throws Exception {
    Policy p = Audits.policy("{subject: cmdline, name: quiet, want: present}");
    assertThat(Audits.verdict(p, subject(Optional.empty())).notAssessed())
        .containsExactly("kconfig", "sysctl");
  }

  @ParameterizedTest
  @CsvSource({"lockdwn", "module.", "vulnerability", "sysctl.kernel.x"})
  void unknownFact_isRefused_located(String name) {
    assertThatThrownBy(
            () ->
                Audits.AUDIT.verify(
                    Audits.policy("{subject: host, name: " + name + ", want: present}")))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith("p.yaml:7:")
        .hasMessageContaining("no fact \"" + name + "\" of a host");
  }
}
