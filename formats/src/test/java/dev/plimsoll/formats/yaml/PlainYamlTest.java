package dev.plimsoll.formats.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The fast reader declines, or gives exactly what the whole reader gives. */
class PlainYamlTest {
  private static final Path HOME = Path.of(System.getProperty("plimsoll.home", ".."));
  private static final String PIECES =
      "\n\n\n    --::##[]{},,\"\"''\\|>&*!?%@`~0123.ex yntoTF_/é…\t";
  private static final String SAMPLE =
      """
      # a comment
      apiVersion: plimsoll/v1   # another
      metadata: {name: a, version: 1.0.0, sources: [x, "y: z", 'it']}
      empty: []
      number: 65536
      float: 6.9
      list: [-1, 4.14.14, 7.2, 12 months]
      low: -12
      truth: true
      nothing: null
      rules:
        - id: one
          title: Has a 'quote' and #no comment
          check:
            want: {ge: 1, le: 100}
            any:
            - {subject: kconfig, name: CONFIG_A, want: y}
            - [a, {b: c}]

        - id: two
          text: "with \\"escapes\\" and \\\\"
      last: x
      """;

  /** Gives whether the fast reader took it. */
  private static boolean agree(String text) {
    Optional<YamlNode> fast = PlainYaml.read("f.yaml", text);
    if (fast.isEmpty()) {
      return false;
    }
    try {
      assertThat(fast.get()).as(text).isEqualTo(YamlReader.whole("f.yaml", text));
    } catch (FormatException e) {
      fail("the whole reader refuses with %s:%n%s", e.getMessage(), text);
    }
    return true;
  }

  private static List<Path> files() throws IOException {
    List<Path> found = new ArrayList<>();
    for (String folder : List.of("policies", "examples")) {
      Path root = HOME.resolve(folder);
      if (Files.isDirectory(root)) {
        try (Stream<Path> walk = Files.walk(root)) {
          walk.filter(f -> f.toString().endsWith(".yaml") && !f.toString().contains("target"))
              .forEach(found::add);
        }
      }
    }
    return found;
  }

  @Test
  void shippedFiles_areReadAlike_andPacksAreTaken() throws Exception {
    for (Path file : files()) {
      String text = Files.readString(file);
      boolean taken = agree(text);
      boolean pack = file.endsWith("policy.yaml") || file.endsWith("controls.yaml");
      if (pack && text.indexOf('\t') < 0) {
        assertThat(taken).as("fast: %s", file).isTrue();
      }
    }
    assertThat(files()).hasSizeGreaterThan(5);
  }

  @Test
  void sample_isTaken() {
    assertThat(agree(SAMPLE)).isTrue();
  }

  @Test
  void mutants_areReadAlikeOrDeclined() {
    Random random = new Random(20_261_124);
    int taken = 0;
    for (int n = 0; n < 60_000; n++) {
      StringBuilder text = new StringBuilder(SAMPLE);
      for (int k = random.nextInt(3); k >= 0; k--) {
        int at = random.nextInt(text.length());
        char c = PIECES.charAt(random.nextInt(PIECES.length()));
        switch (random.nextInt(4)) {
          case 0 -> text.deleteCharAt(at);
          case 1 -> text.setCharAt(at, c);
          case 2 -> text.insert(at, c);
          default -> {
            int length = Math.min(random.nextInt(30), text.length() - at);
            text.insert(random.nextInt(text.length()), text.substring(at, at + length));
          }
        }
      }
      taken += agree(text.toString()) ? 1 : 0;
    }
    assertThat(taken).isGreaterThan(5_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a: b\n c\n", // goes on in the next line
        "a: b: c\n",
        "a: |\n  text\n",
        "a: &x b\nc: *x\n",
        "a: b\na: c\n",
        "a:\tb\n",
        "a: 0x1f\n",
        "a: 1e3\n",
        "a: .5\n",
        "a: -x\n",
        "a:\n",
        "a: [b,\n  c]\n",
        "a: [b, ]\n",
        "a: {b}\n",
        "a: {b:c}\n",
        "a: \"x\\n\"\n",
        "a: 'it''s'\n",
        "---\na: b\n",
        "a: b\n...\n",
        "%YAML 1.2\n---\na: b\n",
        "? a\n: b\n",
        "- - a\n",
        "\ufeffa: b\n",
        "a: b\r\n",
        " a: b\n",
        "a: b\n  # c\n d: e\n",
        "plain\n",
        "",
      })
  void whatIsUnusual_isDeclined(String text) {
    assertThat(PlainYaml.read("f", text)).isEmpty();
  }

  @Test
  void depthAndKeys_haveLimits() {
    StringBuilder deep = new StringBuilder();
    for (int i = 0; i < 60; i++) {
      deep.append(" ".repeat(i)).append("a:\n");
    }
    assertThat(PlainYaml.read("f", deep + " ".repeat(60) + "a: b\n")).isEmpty();
    assertThat(PlainYaml.read("f", "a".repeat(600) + ": b\n")).isEmpty();
    assertThat(PlainYaml.read("f", "a: " + "[".repeat(40) + "]".repeat(40) + "\n")).isEmpty();
  }

  @Test
  void reader_usesIt() throws Exception {
    assertThat(YamlReader.parse("f.yaml", Bytes.ofUtf8(SAMPLE)))
        .isEqualTo(YamlReader.whole("f.yaml", SAMPLE));
  }
}
