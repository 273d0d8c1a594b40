package dev.plimsoll.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.cli.outcome.ExitCode;
import dev.plimsoll.cli.testing.Cli;
import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.image.layer.Attributes;
import dev.plimsoll.image.layer.Content;
import dev.plimsoll.image.layer.Node.RegularFile;
import dev.plimsoll.image.layer.TreeBuilder;
import dev.plimsoll.image.output.OciLayoutWriter;
import dev.plimsoll.image.source.ImageConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
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

  /** {@code noise.yml}: one component with a file that does not compress. */
  private void writeNoise(int bytes) throws IOException {
    byte[] noise = new byte[bytes];
    new Random(1).nextBytes(noise);
    TreeBuilder tree = new TreeBuilder();
    tree.add(
        "noise",
        new RegularFile(Attributes.generated(0644), new Content.Inline(Bytes.copyOf(noise))),
        "test");
    OciLayoutWriter.in(folder.resolve("noise"))
        .writeImage(
            tree.build(),
            new ImageConfig(
                List.of("/noise"), List.of(), List.of(), Optional.empty(), "", Map.of(), List.of()),
            "latest");
    Files.writeString(
        folder.resolve("noise.yml"),
        Files.readString(specification).replace("oci:init", "oci:noise"));
  }

  /** A real terminal of 120 columns, made by script(1); what it shows. */
  private String onAPseudoTerminal(String specification, String... more) throws Exception {
    boolean there = Files.isExecutable(Path.of("/usr/bin/script")); // bsdutils, essential in Debian
    assertThat(there || !"1".equals(System.getenv("PLIMSOLL_REQUIRE_TOOLS"))).isTrue();
    if (!there) {
      System.err.println("*** SKIPPED: bars on a terminal: script(1) is not installed ***");
      Assumptions.abort("script(1) is not installed");
    }
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dplimsoll.terminal.err=$terminal",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(line(more));
    command.set(command.size() - 1, specification);
    String shell =
        "stty cols 120; terminal=no; [ -t 2 ] && terminal=yes; exec " + String.join(" ", command);
    ProcessBuilder script =
        new ProcessBuilder("script", "-qec", shell, "/dev/null").redirectErrorStream(true);
    script.environment().put("TERM", "xterm");
    script.environment().put("NO_COLOR", "");
    Process process = script.start();
    process.getOutputStream().close();
    String shown = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(shown).isZero();
    return shown;
  }

  @Test
  void pseudoTerminal_getsBars_withBytesRateAndTimeLeft() throws Exception {
    writeNoise(96 << 20);
    String shown = onAPseudoTerminal(folder.resolve("noise.yml").toString());
    String[] screens = shown.split("\u001b\\[\\d+A\\r\u001b\\[J");
    assertThat(screens.length).as(shown).isGreaterThan(3);
    assertThat(shown)
        .containsPattern(
            "(fetch|unpack) +.*\\[=+> *\\] +[0-9.]+ MB / [0-9.]+ MB +[0-9.]+ MB/s +\\d+")
        .containsPattern("total +\\d+ done");
    assertThat(shown.lines()).allSatisfy(l -> assertThat(l.length()).isLessThan(140));
  }

  @Test
  void pseudoTerminal_withJson_getsLinesAlone() throws Exception {
    String shown = onAPseudoTerminal(specification.toString(), "--progress", "json");
    assertThat(shown).doesNotContain("\u001b").contains("{\"time\":");
  }
}
