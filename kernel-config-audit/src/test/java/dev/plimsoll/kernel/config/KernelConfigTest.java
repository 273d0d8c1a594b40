package dev.plimsoll.kernel.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KernelConfigTest {
  private static final String TEXT =
      """
      #
      # Automatically generated file; DO NOT EDIT.
      # Linux/x86 6.1.192 Kernel Configuration
      #
      CONFIG_X86_64=y
      CONFIG_E1000=m
      # CONFIG_KEXEC is not set
      CONFIG_OFF=n
      CONFIG_NR_CPUS=64
      CONFIG_BASE=0x1000000
      CONFIG_LSM="landlock,yama"
      CONFIG_EMPTY=""
      CONFIG_QUOTED="say \\"hi\\" \\\\ there"

      # a comment that is not set
      # CONFIG_COMMENT=y
      """;

  private static KernelConfig parse(String text) throws FormatException {
    return KernelConfig.parse("c", Bytes.ofUtf8(text));
  }

  private static String describe(KernelConfig c, String name) {
    int slot = c.find(OptionName.of(name));
    return slot < 0 ? "absent" : c.line(slot) + (c.isSet(slot) ? "=" + c.value(slot) : " not set");
  }

  @Test
  void parse_readsEveryKindOfLine() throws Exception {
    KernelConfig c = parse(TEXT);

    assertThat(c.size()).isEqualTo(9);
    assertThat(describe(c, "CONFIG_X86_64")).isEqualTo("5=y");
    assertThat(describe(c, "E1000")).isEqualTo("6=m");
    assertThat(describe(c, "KEXEC")).isEqualTo("7 not set");
    assertThat(describe(c, "OFF")).isEqualTo("8 not set");
    assertThat(describe(c, "NR_CPUS")).isEqualTo("9=64");
    assertThat(describe(c, "BASE")).isEqualTo("10=0x1000000");
    assertThat(describe(c, "LSM")).isEqualTo("11=landlock,yama");
    assertThat(describe(c, "EMPTY")).isEqualTo("12=");
    assertThat(describe(c, "QUOTED")).isEqualTo("13=say \"hi\" \\ there");
    assertThat(describe(c, "COMMENT")).isEqualTo("absent");
    assertThat(describe(c, "X86_6")).isEqualTo("absent");
    assertThat(describe(c, "X86_640")).isEqualTo("absent");
    assertThat(c.header()).contains(new ConfigHeader("x86", "6.1.192", 3));
    assertThat(c.problems()).isEmpty();
  }

  @Test
  void parse_readsCrLf_byteOrderMark_gzip_andAMissingLastNewline() throws Exception {
    KernelConfig plain = parse(TEXT);
    byte[] packed = gzip(TEXT.getBytes(StandardCharsets.UTF_8));

    for (Bytes variant :
        new Bytes[] {
          Bytes.ofUtf8(TEXT.replace("\n", "\r\n")),
          Bytes.ofUtf8("\ufeff" + TEXT),
          Bytes.ofUtf8(TEXT.stripTrailing()),
          Bytes.copyOf(packed),
        }) {
      KernelConfig c = KernelConfig.parse("c", variant);
      assertThat(c.problems()).isEmpty();
      assertThat(c.header()).isEqualTo(plain.header());
      for (String name : new String[] {"X86_64", "KEXEC", "LSM", "EMPTY", "QUOTED", "NR_CPUS"}) {
        assertThat(describe(c, name)).isEqualTo(describe(plain, name));
      }
    }
  }

  private static byte[] gzip(byte[] text) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream gz = new GZIPOutputStream(out)) {
      gz.write(text);
    }
    return out.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"CONFIG_NEW=\0y", "CONFIG_NEW=y\0", "CONFIG_NEW=\"a\0b\"", "# not\0es", "\0"})
  void parse_tellsOfANulByte_whereverItIs(String line) throws Exception {
    KernelConfig c = parse("CONFIG_A=y\nCONFIG_B=y\n" + line + "\nCONFIG_C=y\n");
    assertThat(c.problems())
        .singleElement()
        .satisfies(
            p -> {
              assertThat(p.kind()).isEqualTo(ConfigProblem.Kind.BAD_LINE);
              assertThat(p.line()).isEqualTo(3);
            });
  }

  @Test
  void parse_refusesEveryTruncatedGzip() throws Exception {
    byte[] packed = gzip(TEXT.getBytes(StandardCharsets.UTF_8));
    for (int n = 2; n < packed.length; n++) {
      Bytes cut = Bytes.copyOf(Arrays.copyOf(packed, n));
      assertThatThrownBy(() -> KernelConfig.parse("c.gz", cut))
          .isInstanceOf(FormatException.class)
          .hasMessageStartingWith("c.gz: gzip data is damaged");
    }
  }

  @Test
  void parse_refusesABomb() throws Exception {
    byte[] bomb = gzip(new byte[KernelConfig.MAX_INFLATED + 1]);

    assertThat(bomb.length).isLessThan(KernelConfig.MAX_INPUT);
    assertThatThrownBy(() -> KernelConfig.parse("c.gz", Bytes.copyOf(bomb)))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("unpacks to more than " + KernelConfig.MAX_INFLATED);
  }

  @Test
  void parse_refusesTooMuch() {
    byte[] big = new byte[KernelConfig.MAX_INPUT + 1];

    assertThatThrownBy(() -> KernelConfig.parse("c", Bytes.copyOf(big)))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("the limit for a kernel configuration is 4194304");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "\n\n", "#!/bin/sh\necho hi\n", "\u007fELF\0\0\0", "# only\n# comments\n"})
  void parse_refusesWhatIsNoConfiguration(String text) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith("c:1:1: not a kernel configuration: no CONFIG_ line in ");
  }

  @Test
  void parse_refusesUtf16() {
    Bytes text = Bytes.copyOf("CONFIG_A=y\n".getBytes(StandardCharsets.UTF_16));

    assertThatThrownBy(() -> KernelConfig.parse("c", text))
        .isInstanceOf(FormatException.class)
        .hasMessage("c: UTF-16 text, wanted a kernel configuration in ASCII");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hello",
        "CONFIG_B",
        "CONFIG_B=",
        "CONFIG_=y",
        "CONFIG_B C=y",
        "CONFIG_B-C=y",
        " CONFIG_B=y",
        "config_b=y",
        "B=y",
        "CONFIG_\u00e4=y"
      })
  void parse_locatesABadLine(String bad) throws Exception {
    KernelConfig c = parse("CONFIG_A=y\n" + bad + "\nCONFIG_Z=y\n");

    assertThat(c.problems()).hasSize(1);
    assertThat(c.problems().getFirst().kind()).isEqualTo(ConfigProblem.Kind.BAD_LINE);
    assertThat(c.problems().getFirst().line()).isEqualTo(2);
    assertThat(describe(c, "Z")).isEqualTo("3=y");
  }

  @Test
  void parse_tellsARepeatFromAConflict() throws Exception {
    KernelConfig c =
        parse(
            """
            CONFIG_A=y
            CONFIG_A=y
            CONFIG_B=y
            # CONFIG_B is not set
            CONFIG_C=n
            # CONFIG_C is not set
            """);

    assertThat(c.problems())
        .extracting(ConfigProblem::kind, ConfigProblem::line)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(ConfigProblem.Kind.REPEATED, 2),
            org.assertj.core.groups.Tuple.tuple(ConfigProblem.Kind.CONFLICT, 4),
            org.assertj.core.groups.Tuple.tuple(ConfigProblem.Kind.REPEATED, 6));
    assertThat(c.conflicting(c.find(OptionName.of("A")))).isFalse();
    assertThat(c.conflicting(c.find(OptionName.of("B")))).isTrue();
    assertThat(c.conflicting(c.find(OptionName.of("C")))).isFalse();
  }

  @Test
  void parse_boundsThousandsOfLinesWithoutEquals() throws Exception {
    KernelConfig c = parse("CONFIG_A=y\n" + "CONFIG_BBBBBBBB\n".repeat(200_000));

    assertThat(c.problemCount()).isEqualTo(200_000);
    assertThat(c.problems()).hasSize(100);
  }

  @Test
  void parse_readsALineOfMegabytes() throws Exception {
    KernelConfig c = parse("CONFIG_A=\"" + "x".repeat(3 << 20) + "\"\nCONFIG_B=y\n");

    assertThat(c.value(c.find(OptionName.of("A")))).hasSize(3 << 20);
    assertThat(describe(c, "B")).isEqualTo("2=y");
  }

  /** What a slow and simple reader finds, for every name of random files. */
  @Property(tries = 500)
  void parse_agreesWithASimpleReader(@ForAll("files") String text) throws Exception {
    KernelConfig c;
    Map<String, String> simple = simple(text);
    try {
      c = parse(text);
    } catch (FormatException e) {
      assertThat(simple).isEmpty();
      return;
    }
    assertThat(c.size()).isEqualTo(simple.size());
    simple.forEach((name, seen) -> assertThat(describe(c, name)).isEqualTo(seen));
  }

  private static Map<String, String> simple(String text) {
    Map<String, String> found = new LinkedHashMap<>();
    String[] lines = text.split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      String line = lines[i].stripTrailing();
      if (line.matches("# CONFIG_\\w+ is not set")) {
        found.putIfAbsent(line.split(" ")[1], (i + 1) + " not set");
      } else if (line.matches("CONFIG_\\w+=.+")) {
        String value = line.substring(line.indexOf('=') + 1);
        found.putIfAbsent(
            line.substring(0, line.indexOf('=')),
            (i + 1) + (value.equals("n") ? " not set" : "=" + value));
      }
    }
    return found;
  }

  @Provide
  Arbitrary<String> files() {
    Arbitrary<String> name =
        Arbitraries.strings().withChars("ABC_19").ofMinLength(1).ofMaxLength(20);
    Arbitrary<String> value =
        Arbitraries.of("y", "m", "n", "", "7", "0x10", "a=b", "yy", "y\r", "is not set");
    Arbitrary<String> line =
        Arbitraries.oneOf(
            name.flatMap(n -> value.map(v -> "CONFIG_" + n + "=" + v)),
            name.map(n -> "# CONFIG_" + n + " is not set"),
            name.map(n -> "# CONFIG_" + n + " is not set either"),
            name.map(n -> "CONFIG_" + n),
            Arbitraries.of("", "#", "# CONFIG", "# CONFIG_", "CONFIG_", "=", "# comment"));
    return line.list().ofMaxSize(40).map(lines -> String.join("\n", lines));
  }
}
