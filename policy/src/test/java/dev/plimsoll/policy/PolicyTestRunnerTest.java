package dev.plimsoll.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.policy.PolicyTestRunner.Report;
import dev.plimsoll.policy.PolicyTestRunner.TestFile;
import dev.plimsoll.policy.tree.TreeCases;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyTestRunnerTest {
  private static final String POLICY =
      """
      apiVersion: plimsoll/v1
      kind: Policy
      metadata: {name: p, version: 1.0.0}
      target: tree
      mode: enforce
      rules:
        - {id: none, title: N, severity: low, assert: size(tree.files('setuid')) == 0}
      """;
  private static final String GOOD = "- {name: good, files: [], expect: {none: PASS}}\n";
  private static final String BAD =
      "- {name: bad, files: [{kind: setuid, path: /a}], expect: {none: FAIL}}\n";

  private static Report run(String... files) throws FormatException {
    return new PolicyTestRunner(new TreeCases())
        .run(
            PolicyParser.parse("p.yaml", Bytes.ofUtf8(POLICY)),
            java.util.stream.IntStream.range(0, files.length)
                .mapToObj(i -> new TestFile("t" + i + ".yaml", Bytes.ofUtf8("cases:\n" + files[i])))
                .toList());
  }

  @Test
  void ruleSeenToPassAndToFail_isCovered_overAllFiles() throws Exception {
    assertThat(run(GOOD, BAD).ok()).isTrue();
    assertThat(run(GOOD).neverFailed()).containsExactly("none");
    assertThat(run(BAD).neverPassed()).containsExactly("none");
    assertThat(run(GOOD).ok()).isFalse();
  }

  @Test
  void expectationThatDoesNotHold_isNamed_andCoversNothing() throws Exception {
    Report report = run("- {name: wrong, files: [], expect: {none: FAIL}}\n", BAD);

    assertThat(report.failures()).hasSize(1);
    assertThat(report.failures().getFirst().found()).isEqualTo("PASS");
    assertThat(report.failures().getFirst().at()).hasToString("t0.yaml:2:37");
    assertThat(report.neverPassed()).containsExactly("none");
  }

  @Test
  void unknown_isNoFailureOfTheRule() throws Exception {
    Report report = run(GOOD, "- {name: u, facts: none, expect: {none: NOT_ASSESSED}}\n");

    assertThat(report.failures()).isEmpty();
    assertThat(report.neverFailed()).containsExactly("none");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "- {name: a, expect: {none: PASS}}|t0.yaml:2:3: a case without a subject; give one of containers, files",
        "- {name: a, files: [], expect: {}}|t0.yaml:2:32: \"expect\" is empty: the case could not fail",
        "- {name: a, files: []}|t0.yaml:2:3: a case lacks \"expect\"",
        "- {name: a, files: [], expect: {nine: PASS}}|t0.yaml:2:33: policy p has no rule \"nine\"; did you mean \"none\"?",
        "- {name: a, files: [], expect: {none: PAS}}|t0.yaml:2:39: unknown status \"PAS\"; did you mean \"PASS\"?",
        "- {name: a, fils: [], expect: {none: PASS}}|t0.yaml:2:13: unknown key \"fils\" in a case; did you mean \"files\"?",
      })
  void caseThatCouldNotFail_orIsWrong_isRefused(String one, String message) {
    assertThatThrownBy(() -> run(one + "\n"))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void caseOfOneName_twice_isRefused() {
    assertThatThrownBy(() -> run(GOOD, GOOD))
        .isInstanceOf(FormatException.class)
        .hasMessage("t1.yaml:2:10: case \"good\" stands twice, first at t0.yaml:2:10");
  }

  @Test
  void report_isStable() throws Exception {
    assertThat(List.of(run(GOOD, BAD))).isEqualTo(List.of(run(GOOD, BAD)));
  }
}
