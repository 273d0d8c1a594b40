package dev.plimsoll.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.policy.AuditReport;
import dev.plimsoll.policy.Finding;
import dev.plimsoll.policy.Mode;
import dev.plimsoll.policy.PolicyRef;
import dev.plimsoll.policy.Result;
import dev.plimsoll.policy.Severity;
import dev.plimsoll.policy.Status;
import dev.plimsoll.policy.Verdict;
import dev.plimsoll.policy.Verdict.Decision;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AuditTableTest {
  private static final Finding WARNED =
      finding("cosmetic", Severity.CRITICAL, Status.FAIL, Result.WARN, "n");
  private static final Finding FAILED =
      finding("grave", Severity.LOW, Status.FAIL, Result.FAIL, "\u001b[2Joff");
  private static final Finding PASSED =
      finding("fine", Severity.HIGH, Status.PASS, Result.PASS, "y");

  @Test
  void listsFailuresFirst_andCountsWhatPassed() {
    String text = AuditTable.render(report(), Set.of(), Paint.PLAIN);

    assertThat(text).containsSubsequence("grave", "cosmetic", "3 rules: 1 pass, 1 fail, 1 warn");
    assertThat(text).doesNotContain("pack/fine").endsWith("verdict: deny\n");
  }

  @Test
  void listsPassedRules_whenTheirStatusIsAskedFor() {
    assertThat(AuditTable.render(report(), Set.of(Status.PASS), Paint.PLAIN))
        .contains("pack/fine")
        .doesNotContain("pack/grave");
  }

  @Test
  void saysHowManyMore_whenLimited() {
    assertThat(AuditTable.worst(report(), 1, Paint.PLAIN))
        .contains("pack/grave", "… and 1 critical more")
        .doesNotContain("pack/cosmetic");
  }

  @Test
  void keepsControlCharactersOfTheSubjectOffTheTerminal() {
    assertThat(AuditTable.render(report(), Set.of(), Paint.PLAIN)).doesNotContain("\u001b");
  }

  private static AuditReport report() {
    PolicyRef pack = new PolicyRef("pack", "1.0.0", Digest.of(new byte[0]), Mode.ENFORCE);
    return new AuditReport(
        "a\u001b[31mkernel",
        new Verdict(Decision.DENY, List.of(pack), List.of(PASSED, WARNED, FAILED), List.of()));
  }

  private static Finding finding(
      String id, Severity severity, Status status, Result result, String observed) {
    return new Finding(
        id,
        "pack",
        "title",
        severity,
        status,
        result,
        "kconfig",
        "CONFIG_X",
        observed,
        "y",
        "absent",
        "message",
        "",
        List.of());
  }
}
