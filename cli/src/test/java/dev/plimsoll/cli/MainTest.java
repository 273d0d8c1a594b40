package dev.plimsoll.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.cli.outcome.ExitCode;
import dev.plimsoll.cli.testing.Cli;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MainTest {
  @Test
  void version_isTheProjects() {
    Cli.Result result = Cli.run("--version");
    assertThat(result.code()).isEqualTo(ExitCode.DONE);
    assertThat(result.out()).matches("plimsoll \\d+\\.\\d+\\.\\d+\\S*\n");
    assertThat(result.err()).isEmpty();
  }

  @Test
  void help_namesEveryCommandAndEveryExitCode() {
    Cli.Result result = Cli.run("--help");
    assertThat(result.code()).isEqualTo(ExitCode.DONE);
    for (CommandCatalog command : CommandCatalog.values()) {
      assertThat(result.out()).contains("  " + command.wire() + " ");
    }
    for (ExitCode code : ExitCode.values()) {
      assertThat(result.out()).contains("  " + code.code() + "  " + code.meaning());
    }
  }

  @Test
  void noCommand_saysHowAndEndsWith2() {
    Cli.Result result = Cli.run();
    assertThat(result.code()).isEqualTo(ExitCode.WRONG);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains("Usage: plimsoll COMMAND");
  }

  @Test
  void unknownCommand_isOneLineThatNamesTheKnownOnes() {
    Cli.Result result = Cli.run("frobnicate");
    assertThat(result.code()).isEqualTo(ExitCode.WRONG);
    assertThat(result.errLines()).singleElement().asString().contains("\"frobnicate\"", "audit");
  }

  @ParameterizedTest
  @EnumSource(CommandCatalog.class)
  void everyCommand_explainsItself(CommandCatalog command) {
    Cli.Result result = Cli.run(command.wire(), "--help");
    assertThat(result.code()).isEqualTo(ExitCode.DONE);
    assertThat(result.out()).startsWith("Usage: plimsoll " + command.wire());
  }

  @ParameterizedTest
  @EnumSource(CommandCatalog.class)
  void everyCommand_takesWrongArgumentsWithOneLine(CommandCatalog command) {
    Cli.Result result = Cli.run(command.wire(), "--no-such-option");
    assertThat(result.code()).isEqualTo(ExitCode.WRONG);
    assertThat(result.errLines()).hasSize(1);
    assertThat(result.err()).startsWith("plimsoll " + command.wire() + ": ");
  }

  @Test
  void unknownOption_isNamed() {
    Cli.Result result = Cli.run("audit", "--no-such-option", "file");
    assertThat(result.code()).isEqualTo(ExitCode.WRONG);
    assertThat(result.errLines()).singleElement().asString().contains("--no-such-option");
  }

  @ParameterizedTest
  @ValueSource(strings = {"policy", "keys", "boot"})
  void groupAlone_namesItsCommands(String group) {
    Cli.Result result = Cli.run(group);
    assertThat(result.code()).isEqualTo(ExitCode.WRONG);
    assertThat(result.errLines()).singleElement().asString().contains("which one? There are:");
  }

  @Test
  void failure_isOneLineWithoutTraceUnlessDebugging() {
    assertThat(Cli.run("release", "sha256:zz").errLines())
        .singleElement()
        .asString()
        .startsWith("plimsoll: digest \"zz\" is not 64 lower-case hex digits");
    Cli.Result debug = Cli.run(Map.of("PLIMSOLL_DEBUG", "1"), "release", "sha256:zz");
    assertThat(debug.err()).contains("FormatException", "\tat dev.plimsoll");
  }

  @Test
  void exitCodes_areDistinct() {
    assertThat(Arrays.stream(ExitCode.values()).map(ExitCode::code))
        .containsExactly(0, 1, 2, 3, 4, 5);
  }
}
