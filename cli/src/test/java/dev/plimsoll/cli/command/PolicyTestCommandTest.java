package dev.plimsoll.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.cli.outcome.ExitCode;
import dev.plimsoll.cli.testing.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyTestCommandTest {
  private static final String POLICY =
      """
      apiVersion: plimsoll/v1
      kind: Policy
      metadata: {name: mine, version: 1.0.0}
      target: kernel
      mode: enforce
      extends: [{pack: baseline, rules: [strict-kernel-rwx]}]
      rules:
        - {id: a, title: A, severity: low, check: {subject: kconfig, name: CONFIG_A, want: y}}
      """;
  private static final String PASSES =
      "cases:\n- {name: good, config: {CONFIG_X86_64: y, CONFIG_A: y}, expect: {a: PASS}}\n";
  private static final String FAILS =
      "- {name: bad, config: {CONFIG_X86_64: y, CONFIG_A: unset}, expect: {a: FAIL}}\n";

  @TempDir Path folder;

  private Path pack(String tests) throws IOException {
    Path pack = Files.createDirectories(folder.resolve("packs/mine"));
    Files.writeString(pack.resolve("policy.yaml"), POLICY);
    Files.writeString(pack.resolve("mine_test.yaml"), tests);
    return pack;
  }

  @Test
  void coveredPolicy_isFine_inheritedRulesAreCoveredByTheirPack() throws Exception {
    Path pack = pack(PASSES + FAILS);

    Cli.Result byFolder = Cli.run("policy", "test", pack.toString());
    Cli.Result byParent = Cli.run("policy", "test", pack.resolveSibling(".").toString());
    Cli.Result byFile = Cli.run("policy", "test", pack.resolve("policy.yaml").toString());

    assertThat(byFolder.code()).as(byFolder.err()).isEqualTo(ExitCode.DONE);
    assertThat(byFolder.out()).contains("2 passed, 0 failed");
    assertThat(byParent.code()).as(byParent.err()).isEqualTo(ExitCode.DONE);
    assertThat(byFile.code()).as(byFile.err()).isEqualTo(ExitCode.DONE);
  }

  @Test
  void ruleThatNoCaseSawFail_endsWithOne() throws Exception {
    Cli.Result result = Cli.run("policy", "test", pack(PASSES).toString());

    assertThat(result.code()).isEqualTo(ExitCode.DENIED);
    assertThat(result.out()).contains("never seen to fail: a");
  }

  @Test
  void junit_hasACaseForEveryExpectationAndEveryGap() throws Exception {
    Cli.Result result =
        Cli.run(
            "policy",
            "test",
            "--output=junit",
            pack(PASSES + "- {name: odd, config: {CONFIG_X86_64: y}, expect: {a: PASS}}\n")
                .toString());

    assertThat(result.code()).isEqualTo(ExitCode.DENIED);
    assertThat(result.out())
        .contains("<testsuite name=\"mine\" tests=\"3\" failures=\"2\">")
        .contains("message=\"is FAIL, expected PASS\"")
        .contains("name=\"a is seen to fail\"");
  }

  @Test
  void wrongFiles_endWithTwo() throws Exception {
    assertThat(Cli.run("policy", "test", pack("cases: []\n").toString()).code())
        .isEqualTo(ExitCode.WRONG);
    assertThat(Cli.run("policy", "test", "basline").err())
        .contains("no policy \"basline\"")
        .contains("did you mean \"baseline\"?");
    Path bare = Files.createDirectories(folder.resolve("bare"));
    Files.writeString(bare.resolve("policy.yaml"), POLICY);
    Cli.Result none = Cli.run("policy", "test", bare.toString());
    assertThat(none.code()).isEqualTo(ExitCode.WRONG);
    assertThat(none.err()).contains("no *_test.yaml in");
  }
}
