package dev.plimsoll.kernel.audit;

import static dev.plimsoll.kernel.audit.Audits.judge;
import static dev.plimsoll.kernel.audit.Audits.surface;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.policy.Finding;
import dev.plimsoll.policy.Status;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A command line that is compiled in can take protections away as well as the boot loader's. */
class BuiltInCommandLineTest {
  private static final String CHECK =
      "{subject: cmdline, name: mitigations, want: {never: [\"off\"]}}";

  /** Lines of the configuration (";" ends one), the boot loader's line, status, place. */
  @ParameterizedTest(name = "{0} + <{1}>")
  @CsvSource(
      delimiter = '|',
      value = {
        // x86: built-in first, so the boot loader's wins
        "CONFIG_CMDLINE_BOOL=y;CONFIG_CMDLINE=\"mitigations=off\"|quiet|FAIL|config:2",
        "CONFIG_CMDLINE_BOOL=y;CONFIG_CMDLINE=\"mitigations=off\"|mitigations=auto|PASS|cmdline:1:1",
        "CONFIG_CMDLINE_BOOL=y;CONFIG_CMDLINE=\"quiet\"|mitigations=off|FAIL|cmdline:1:1",
        "# CONFIG_CMDLINE_BOOL is not set;CONFIG_CMDLINE=\"mitigations=off\"|quiet|PASS|absent",
        "CONFIG_CMDLINE_BOOL=y;CONFIG_CMDLINE=\"mitigations=off\";CONFIG_CMDLINE_OVERRIDE=y|mitigations=auto|FAIL|config:2",
        // arm64: built-in only when the boot loader gives none, or when forced
        "CONFIG_CMDLINE=\"mitigations=off\"|''|FAIL|config:1",
        "CONFIG_CMDLINE=\"mitigations=off\"|quiet|PASS|absent",
        "CONFIG_CMDLINE=\"mitigations=off\";CONFIG_CMDLINE_FORCE=y|mitigations=auto|FAIL|config:1",
        "CONFIG_CMDLINE=\"mitigations=off\";CONFIG_CMDLINE_EXTEND=y|mitigations=auto|FAIL|config:1",
        "CONFIG_CMDLINE=\"\"|quiet|PASS|absent",
      })
  void builtIn_isJoinedAsTheKernelDoes(String lines, String bootLoader, Status status, String where)
      throws Exception {
    Finding f = judge(CHECK, Audits.kernel(lines.replace(";", "\n") + "\n", bootLoader));

    assertThat(f.status()).isEqualTo(status);
    assertThat(f.where()).isEqualTo(where);
  }

  @Test
  void overriddenLine_isAssessedWithoutTheBootLoaders() throws Exception {
    KernelSubject subject =
        new KernelSubject(
            "t",
            Optional.of(
                surface(
                    "config",
                    "CONFIG_CMDLINE_BOOL=y\nCONFIG_CMDLINE=\"mitigations=off\"\n"
                        + "CONFIG_CMDLINE_OVERRIDE=y\n")),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    assertThat(judge(CHECK, subject).status()).isEqualTo(Status.FAIL);
  }

  @Test
  void place_isInsideTheFileThatTheLineComesFrom() throws Exception {
    KernelSubject subject =
        new KernelSubject(
            "t",
            Optional.empty(),
            Optional.of(surface("image.yml:4:12", "quiet mitigations=off")),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    List<Finding> found = Audits.verdict(Audits.policy(CHECK), subject).findings();

    assertThat(found.getFirst().where()).isEqualTo("image.yml:4:18");
  }
}
