package dev.plimsoll.image.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.image.testing.Tools;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExternalToolTest {
  @TempDir Path directory;

  private ExternalTool tool(Duration limit) {
    return new ExternalTool(directory, limit);
  }

  @Test
  void givesNothingOfTheCallersEnvironment() throws Exception {
    String env = tool(Duration.ofMinutes(1)).run(List.of("env"));
    assertThat(env.lines().map(l -> l.split("=", 2)[0]))
        .containsExactlyInAnyOrder("PATH", "LC_ALL", "TZ", "DEBIAN_FRONTEND", "TMPDIR");
  }

  @Test
  void runsInItsDirectory_withoutAShell() throws Exception {
    assertThat(tool(Duration.ofMinutes(1)).run(List.of("pwd")).strip())
        .isEqualTo(directory.toRealPath().toString());
    assertThat(tool(Duration.ofMinutes(1)).run(List.of("echo", "$HOME; id")))
        .isEqualTo("$HOME; id\n");
  }

  @Test
  void saysWhatTheProgramSaid_whenItFails() {
    assertThatThrownBy(
            () ->
                tool(Duration.ofMinutes(1))
                    .run(List.of("sh", "-c", "echo first >&2; echo broken >&2; exit 3")))
        .isInstanceOfSatisfying(
            ToolException.class, e -> assertThat(e.stderr()).contains("first", "broken"))
        .hasMessage("sh ended with status 3: first; broken");
  }

  @Test
  void saysSo_whenTheProgramIsMissing() {
    assertThatThrownBy(() -> tool(Duration.ofMinutes(1)).run(List.of("no-such-program")))
        .isInstanceOf(ToolException.class)
        .hasMessage("the program no-such-program cannot be started; is its package installed?");
  }

  @Test
  void stopsTheProgram_whenItTakesTooLong() {
    assertThatThrownBy(() -> tool(Duration.ofMillis(300)).run(List.of("sleep", "600")))
        .isInstanceOf(ToolException.class)
        .hasMessage("sleep took longer than 0 s and was stopped");
  }

  @Test
  void throwsTheFeedersFailure_whenFeedingBreaks() {
    assertThatThrownBy(
            () ->
                tool(Duration.ofMinutes(1))
                    .run(
                        List.of("cat"),
                        stdin -> {
                          stdin.write('a');
                          throw new IOException("source is gone");
                        }))
        .hasMessage("source is gone");
  }

  @Test
  void blamesTheProgram_whenItStopsReading() {
    assertThatThrownBy(
            () ->
                tool(Duration.ofMinutes(1))
                    .run(
                        List.of("sh", "-c", "echo full >&2; exit 1"),
                        stdin -> {
                          for (int i = 0; i < 100; i++) {
                            stdin.write(new byte[1 << 16]);
                          }
                        }))
        .isInstanceOf(ToolException.class)
        .hasMessage("sh ended with status 1: full");
  }

  @Test
  void withoutNetwork_seesNoInterface_whereTheMachineCan() throws Exception {
    ExternalTool tool = ExternalTool.withoutNetwork(directory, Duration.ofSeconds(20));
    Tools.skipUnless(
        !NoNetwork.around(List.of()).isEmpty(), "this user may not have name spaces of his own");
    String devices = tool.run(List.of("cat", "/proc/net/dev"));
    assertThat(devices.lines().filter(l -> l.contains(":")).map(l -> l.strip().split(":")[0]))
        .containsOnly("lo");
  }
}
