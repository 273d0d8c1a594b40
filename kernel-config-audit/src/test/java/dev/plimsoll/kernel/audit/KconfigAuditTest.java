package dev.plimsoll.kernel.audit;

import static dev.plimsoll.kernel.audit.Audits.judgeWithTables;
import static dev.plimsoll.kernel.audit.Audits.kernel;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.policy.Finding;
import dev.plimsoll.policy.Result;
import dev.plimsoll.policy.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Findings on options of 6.1, whose Kconfig files are known. */
class KconfigAuditTest {
  private static final String HEAD =
      "# Linux/x86 6.1.192 Kernel Configuration\nCONFIG_X86_64=y\nCONFIG_X86=y\nCONFIG_64BIT=y\n";

  /** The option and what is wanted, more lines, then status, place, and what is said. */
  @ParameterizedTest(name = "{0} {1} with <{2}>")
  @CsvSource(
      delimiter = '|',
      value = {
        "PAGE_TABLE_CHECK_ENFORCED|y|-|BLOCKED|'absent, default n'|it depends on PAGE_TABLE_CHECK, which is n",
        "MICROCODE_INTEL|y|-|BLOCKED|'absent, default n'|it depends on CPU_SUP_INTEL, which is n",
        "DEBUG_FS|unset|CONFIG_DEBUG_FS=y;CONFIG_DEBUG_KERNEL=y;CONFIG_NOTIFIER_ERROR_INJECTION=y|BLOCKED|config:5|it is selected by NOTIFIER_ERROR_INJECTION",
        "DEBUG_FS|unset|CONFIG_DEBUG_FS=y|FAIL|config:5|'wanted unset'",
        "BUG|y|# CONFIG_BUG is not set|FAIL|config:5|'wanted y'",
        "BUG|y|-|FAIL|'absent, default y'|'wanted y'",
        "NO_SUCH_OPTION|y|-|UNAVAILABLE|absent|Linux 6.1.192 has no such option",
        "NO_SUCH_OPTION|unset|-|NOT_APPLICABLE|absent|Linux 6.1.192 has no such option",
        "ARM64_PAN|y|-|NOT_APPLICABLE|absent|only arm64 has this option",
        "DEBUG_FS|unset|-|PASS|'absent, default n'|CONFIG_DEBUG_FS is absent",
        "ARCH_MMAP_RND_BITS|40|CONFIG_ARCH_MMAP_RND_BITS=28;CONFIG_EXPERT=y;CONFIG_HAVE_ARCH_MMAP_RND_BITS=y;CONFIG_MMU=y;CONFIG_ARCH_MMAP_RND_BITS_MIN=28;CONFIG_ARCH_MMAP_RND_BITS_MAX=32|BLOCKED|config:5|its range here is 28 to 32",
        "CFI|y|-|BLOCKED|'absent, default n'|it depends on",
      })
  void status(String option, String want, String lines, Status status, String where, String message)
      throws Exception {
    Finding f =
        judgeWithTables(
            "{subject: kconfig, name: CONFIG_" + option + ", want: " + want + "}",
            kernel(HEAD + (lines.equals("-") ? "" : lines.replace(';', '\n') + "\n"), ""));

    assertThat(f.message()).contains(message);
    assertThat(f.status()).isEqualTo(status);
    assertThat(f.where()).isEqualTo(where);
  }

  @Test
  void blocked_failsAndSaysWhatItTakes() throws Exception {
    Finding f =
        judgeWithTables(
            "{subject: kconfig, name: CONFIG_SECURITY_YAMA, want: y}",
            kernel(
                HEAD + "# CONFIG_SECURITY is not set\nCONFIG_SYSFS=y\nCONFIG_MULTIUSER=y\n", ""));

    assertThat(f.status()).isEqualTo(Status.BLOCKED);
    assertThat(f.result()).isEqualTo(Result.FAIL);
    assertThat(f.message())
        .isEqualTo("CONFIG_SECURITY_YAMA is absent, wanted y (it depends on SECURITY, which is n)");
    assertThat(f.remediation())
        .isEqualTo("Build the kernel with CONFIG_SECURITY=y, CONFIG_SECURITY_YAMA=y.");
  }

  @Test
  void kernelWithoutATable_isJudgedByItsConfigurationAlone() throws Exception {
    Finding f =
        judgeWithTables(
            "{subject: kconfig, name: CONFIG_NO_SUCH_OPTION, want: y}",
            kernel("# Linux/x86 6.6.1 Kernel Configuration\nCONFIG_X86_64=y\n", ""));

    assertThat(f.status()).isEqualTo(Status.FAIL);
    assertThat(f.where()).isEqualTo("absent");
  }
}
