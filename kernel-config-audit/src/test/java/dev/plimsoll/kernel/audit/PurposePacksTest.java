package dev.plimsoll.kernel.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.policy.Finding;
import dev.plimsoll.policy.Result;
import dev.plimsoll.policy.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The packs for a purpose on the values of a general-purpose cloud kernel: what they find, and
 * nothing else. A rule that cries wolf here does so on millions of machines.
 */
class PurposePacksTest {
  private static Verdict verdict(String pack, String commandLine) throws Exception {
    return Audits.AUDIT
        .audit(
            new KernelSubject(
                "cloud",
                Optional.of(new KernelSubject.Surface("config", config())),
                Optional.of(Audits.surface("cmdline", commandLine)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()),
            List.of(KernelAudit.policies().load(pack)))
        .verdict();
  }

  private static Bytes config() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            PurposePacksTest.class.getResourceAsStream("cloud-6.1-purposes.config"), "fixture")) {
      return Bytes.copyOf(in.readAllBytes());
    }
  }

  private static List<String> faults(Verdict verdict) {
    return verdict.findings().stream()
        .filter(f -> f.result() != Result.PASS && f.result() != Result.SKIP)
        .map(Finding::ruleId)
        .sorted()
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "apparmor-required, ''",
    "linuxkit-guest, ''",
    "container-host, kconfig-module-force-load",
    "selinux-required, selinux-develop selinux-first-major-module",
    "lockdown, lockdown-hibernation lockdown-kexec-unsigned lockdown-level-built-in"
        + " lockdown-module-force-load",
    "wsl2, wsl2-blk-dev-sd wsl2-hyperv wsl2-hyperv-net wsl2-hyperv-storage wsl2-hyperv-vsockets"
        + " wsl2-vsockets"
  })
  void cloudKernel_hasTheseFaultsAndNoOthers(String pack, String wanted) throws Exception {
    List<String> faults = faults(verdict(pack, "console=ttyS0 quiet"));

    assertThat(faults).containsExactly(wanted.isEmpty() ? new String[0] : wanted.split(" "));
  }

  @Test
  void selinux_chosenOnTheCommandLine_isAllowed() throws Exception {
    Verdict v = verdict("selinux-required", "security=selinux enforcing=1");

    assertThat(faults(v)).isEmpty();
    assertThat(v.decision()).isEqualTo(Verdict.Decision.ALLOW);
  }

  @Test
  void lockdown_levelOnTheCommandLine_leavesWhatItDoesNotStop() throws Exception {
    Verdict v = verdict("lockdown", "lockdown=integrity");

    assertThat(faults(v)).containsExactly("lockdown-module-force-load");
  }

  @Test
  void apparmor_switchedOff_isDenied() throws Exception {
    Verdict v = verdict("apparmor-required", "apparmor=0");

    assertThat(faults(v)).containsExactly("apparmor-not-disabled");
    assertThat(v.decision()).isEqualTo(Verdict.Decision.DENY);
  }
}
