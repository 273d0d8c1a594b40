package dev.plimsoll.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.formats.Digest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerdictTest {
  private static PolicyRef policy(Mode mode) {
    return new PolicyRef("p-" + mode.wire(), "1.0.0", Digest.of(new byte[0]), mode);
  }

  private static Finding finding(String policy, Result result) {
    return new Finding(
        "r", policy, "", Severity.LOW, Status.PASS, result, "", "", "", "", "", "", "", List.of());
  }

  @ParameterizedTest
  @CsvSource({
    "enforce, PASS, ALLOW",
    "enforce, WAIVED, ALLOW",
    "enforce, WARN, ALLOW",
    "enforce, FAIL, DENY",
    "enforce, ERROR, DENY",
    "enforce, SKIP, DENY",
    "warn, FAIL, ALLOW",
    "warn, ERROR, ALLOW",
    "audit, ERROR, ALLOW",
    "warn, SKIP, DENY",
  })
  void of_oneFinding(String mode, Result result, Verdict.Decision expected) {
    List<PolicyRef> policies = new ArrayList<>();
    for (Mode m : Mode.values()) {
      policies.add(policy(m));
    }

    Verdict verdict = Verdict.of(policies, List.of(finding("p-" + mode, result)), List.of());

    assertThat(verdict.decision()).isEqualTo(expected);
  }

  @Test
  void of_deniesWhenNothingWasEvaluated() {
    assertThat(Verdict.of(List.of(policy(Mode.WARN)), List.of(), List.of()).decision())
        .isEqualTo(Verdict.Decision.DENY);
  }

  @Test
  void of_countsAPolicyThatIsNotListedAsEnforced() {
    List<Finding> findings =
        List.of(finding("p-warn", Result.PASS), finding("stranger", Result.FAIL));

    assertThat(Verdict.of(List.of(policy(Mode.WARN)), findings, List.of()).decision())
        .isEqualTo(Verdict.Decision.DENY);
  }

  @ParameterizedTest
  @CsvSource({
    "PASS, ENFORCE, PASS",
    "FAIL, ENFORCE, FAIL",
    "FAIL, WARN, WARN",
    "UNAVAILABLE, ENFORCE, FAIL",
    "BLOCKED, AUDIT, WARN",
    "NOT_APPLICABLE, ENFORCE, SKIP",
    "UNKNOWN, WARN, ERROR",
    "WAIVED, ENFORCE, WAIVED",
  })
  void resultOf_followsTheTable(Status status, Mode mode, Result expected) {
    assertThat(Result.of(status, mode)).isEqualTo(expected);
  }
}
