package dev.plimsoll.kernel.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.policy.Policy;
import dev.plimsoll.policy.PolicyTestRunner;
import dev.plimsoll.policy.PolicyTestRunner.CaseJudge;
import dev.plimsoll.policy.Target;
import dev.plimsoll.policy.tree.TreeCases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs the packs' own tests, as {@code plimsoll policy test} does. */
class ShippedPacksTest {
  private static final Path POLICIES =
      Path.of(System.getProperty("plimsoll.home", ".."), "policies");

  static List<String> names() {
    return KernelAudit.policies().names();
  }

  private static PolicyTestRunner.Report run(String pack) throws FormatException, IOException {
    Policy policy = KernelAudit.policies().load(pack);
    List<PolicyTestRunner.TestFile> files = new ArrayList<>();
    try (Stream<Path> entries = Files.list(POLICIES.resolve(pack))) {
      for (Path file : entries.filter(f -> f.toString().endsWith("_test.yaml")).toList()) {
        files.add(
            new PolicyTestRunner.TestFile(file.toString(), Bytes.copyOf(Files.readAllBytes(file))));
      }
    }
    CaseJudge judge =
        policy.target() == Target.TREE ? new TreeCases() : new KernelCases(new KernelAudit());
    return new PolicyTestRunner(judge).run(policy, files);
  }

  @ParameterizedTest
  @MethodSource("names")
  void pack_holdsItsOwnTests(String pack) throws Exception {
    PolicyTestRunner.Report report = run(pack);

    assertThat(report.failures()).isEmpty();
    assertThat(report.outcomes()).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("names")
  void pack_seesEveryRulePassAndFail(String pack) throws Exception {
    PolicyTestRunner.Report report = run(pack);

    assertThat(report.neverPassed()).isEmpty();
    assertThat(report.neverFailed()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyKernelRule_saysWhyWhatItCostsAndWhatItHelpsToMeet(String pack) throws Exception {
    Policy policy = KernelAudit.policies().load(pack);
    if (policy.target() != Target.KERNEL) {
      return;
    }
    assertThat(policy.rules())
        .allSatisfy(
            rule -> {
              String notes = rule.guidance().perf() + rule.guidance().breaks();
              assertThat(rule.reason()).as(rule.id()).isPresent();
              assertThat(rule.guidance().rationale()).as(rule.id()).isNotEmpty();
              assertThat(notes).as(rule.id()).isNotEmpty();
              assertThat(rule.sources()).as(rule.id()).isNotEmpty();
              assertThat(rule.controls()).as(rule.id()).isNotEmpty();
              assertThat(rule.controls())
                  .as(rule.id())
                  .allSatisfy(c -> assertThat(c.source()).isNotEmpty());
            });
  }

  @Test
  void index_namesEveryPackFolder() throws IOException {
    List<String> folders = new ArrayList<>();
    try (Stream<Path> entries = Files.list(POLICIES)) {
      entries
          .filter(p -> Files.exists(p.resolve("policy.yaml")))
          .forEach(p -> folders.add(p.getFileName().toString()));
    }

    assertThat(names()).containsExactlyInAnyOrderElementsOf(folders).contains("baseline");
  }

  @ParameterizedTest
  @MethodSource("names")
  void pack_hasAReadme(String pack) {
    assertThat(POLICIES.resolve(pack).resolve("README.md")).isNotEmptyFile();
  }
}
