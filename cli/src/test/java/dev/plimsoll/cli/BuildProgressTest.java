package dev.plimsoll.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.cli.outcome.ExitCode;
import dev.plimsoll.cli.testing.Cli;
import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code build} says on stderr while it works. */
final class BuildProgressTest {
  @TempDir Path folder;
  private Path specification;

  @BeforeEach
  void writeSpecification() throws IOException {
    specification = TrainingImage.write(folder);
  }

  private List<String> line(String... more) {
    List<String> line =
        new ArrayList<>(
            List.of(
                "build",
                "--data",
                folder.resolve("data").toString(),
                "--dir",
                folder.resolve("out").toString(),
                "--format",
                "tar,kernel+initrd"));
    line.addAll(List.of(more));
    line.add(specification.toString());
    return line;
  }

  private Cli.Result build(String... more) {
    return Cli.run(line(more).toArray(String[]::new));
  }

  @Test
  void json_hasABeginAndAnEndForEachTask_andNothingElse() throws Exception {
    Cli.Result result = build("--progress", "json");
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.DONE);
    Map<Long, String> open = new HashMap<>();
    int ended = 0;
    for (String text : result.errLines()) {
      JsonObject event =
          JsonReader.within(JsonLimits.REQUEST).parse("line", Bytes.ofUtf8(text)).asObject("line");
      assertThat(Instant.parse(event.string("time"))).isNotNull();
      assertThat(event.string("kind")).isIn("resolve", "fetch", "unpack", "plan", "write", "tool");
      assertThat(event.integer("done")).isNotNegative();
      switch (event.string("event")) {
        case "begin" -> open.put(event.integer("task"), event.string("what"));
        case "advance" -> assertThat(open).containsKey(event.integer("task"));
        default -> {
          assertThat(event.string("event")).isEqualTo("end");
          assertThat(event.string("outcome")).isEqualTo("done");
          assertThat(open.remove(event.integer("task"))).isEqualTo(event.string("what"));
          ended++;
        }
      }
    }
    assertThat(open).isEmpty();
    assertThat(ended).isGreaterThan(4);
  }

  @Test
  void plain_isWhatAutoIsWithoutATerminal_noEscapeSequences() {
    Cli.Result plain = build("--progress", "plain");
    assertThat(plain.code()).isEqualTo(ExitCode.DONE);
    assertThat(plain.err()).doesNotContain("\u001b", "\r").contains("write training.tar: ");
    Cli.Result auto = build();
    assertThat(auto.err()).doesNotContain("\u001b", "\r").contains("write training.tar: ");
  }

  @Test
  void failedBuild_saysItsReasonAfterTheProgress_andIsOneLine() throws IOException {
    Files.writeString(
        specification, Files.readString(specification).replace("oci:init", "oci:nowhere"));
    Cli.Result result = build("--progress", "json");
    assertThat(result.code()).isNotEqualTo(ExitCode.DONE);
    assertThat(result.errLines().getLast()).startsWith("plimsoll: ").contains("nowhere");
    assertThat(result.errLines().subList(0, result.errLines().size() - 1))
        .allSatisfy(l -> assertThat(l).startsWith("{"));
  }

  @Test
  void unknownMode_isTheUsersMistake() {
    Cli.Result result = build("--progress", "fancy");
    assertThat(result.code()).isEqualTo(ExitCode.WRONG);
    assertThat(result.err()).contains("fancy", "auto, plain, json");
  }

  /** The launcher says whether stderr is a terminal; a pipe stands for it here. */
  private String onATerminal(Map<String, String> environment) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dplimsoll.terminal.err=yes",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(line());
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().putAll(environment);
    Process build = builder.start();
    String err = new String(build.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(build.waitFor()).as(err).isZero();
    return err;
  }

  @Test
  void terminal_getsBars_colouredUnlessNoColorIsSet_noneWhenDumb() throws Exception {
    String coloured = onATerminal(Map.of("TERM", "xterm", "NO_COLOR", ""));
    assertThat(coloured).contains("\u001b[2mtotal ").doesNotContain("write training.tar: ");
    String plain = onATerminal(Map.of("TERM", "xterm", "NO_COLOR", "1"));
    assertThat(plain).contains("total ").doesNotContain("\u001b[2m", "\u001b[31");
    String dumb = onATerminal(Map.of("TERM", "dumb"));
    assertThat(dumb).doesNotContain("\u001b").contains("write training.tar: ");
  }
}
