package dev.plimsoll.image.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.source.Reference;
import dev.plimsoll.image.spec.SpecCorpus.Bad;
import dev.plimsoll.image.spec.SpecCorpus.Good;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What LinuxKit reads is read, what it refuses is refused, each with its place. */
class SpecCorpusTest {
  static ImageSpec parse(String... texts) throws FormatException {
    List<SpecParser.Source> sources = new ArrayList<>();
    for (String text : texts) {
      sources.add(new SpecParser.Source("f" + (sources.size() + 1) + ".yml", Bytes.ofUtf8(text)));
    }
    return SpecParser.parse(sources, Reference::parse, PackageTags.NONE);
  }

  static List<Good> goods() {
    return SpecCorpus.good();
  }

  static List<Bad> bads() {
    return SpecCorpus.bad();
  }

  @ParameterizedTest
  @MethodSource("goods")
  void reads_whatLinuxKitReads_andPrintsItAgain(Good good) throws Exception {
    ImageSpec spec = parse(good.yaml());
    Bytes printed = spec.toYaml();
    ImageSpec again = parse(printed.utf8());
    assertThat(again.toYaml()).isEqualTo(printed);
    assertThat(Placeless.of(again)).isEqualTo(Placeless.of(spec));
  }

  @ParameterizedTest
  @MethodSource("bads")
  void refuses_withThePlace(Bad bad) {
    assertThatThrownBy(() -> parse(bad.yaml()))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith("f1.yml:" + bad.at() + ": ")
        .hasMessageContaining(bad.message())
        .hasMessageNotContaining("\n");
  }

  @ParameterizedTest
  @MethodSource("bads")
  void refusesTheSame_inALaterFile(Bad bad) {
    assertThatThrownBy(() -> parse("init: []\n", bad.yaml()))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith("f2.yml:" + bad.at() + ": ");
  }

  @Test
  void refusesAnAliasBomb_quickly() {
    StringBuilder yaml = new StringBuilder("files:\n  - &a0 {path: a, contents: b}\n");
    for (int i = 1; i < 30; i++) {
      yaml.append("  - &a").append(i).append(" [");
      yaml.append(("*a" + (i - 1) + ",").repeat(9)).append("*a").append(i - 1).append("]\n");
    }
    assertThatThrownBy(() -> parse(yaml.toString())).isInstanceOf(FormatException.class);
  }

  @Test
  void refusesALongTextRepeatedByAliases() {
    String yaml =
        "files:\n  - {path: a, contents: &x \""
            + "x".repeat(1 << 20)
            + "\"}\n"
            + "  - {path: b, contents: *x}\n".repeat(1000);
    assertThatThrownBy(() -> parse(yaml))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("characters");
  }
}
