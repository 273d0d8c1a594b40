package dev.plimsoll.formats.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.SourcePosition;
import dev.plimsoll.formats.testing.MalformedInputs;
import dev.plimsoll.formats.yaml.YamlNode.ScalarType;
import dev.plimsoll.formats.yaml.YamlNode.YamlList;
import dev.plimsoll.formats.yaml.YamlNode.YamlMap;
import dev.plimsoll.formats.yaml.YamlNode.YamlScalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlReaderTest {
  private static YamlNode read(String text) throws FormatException {
    return YamlReader.parse("a.yml", Bytes.ofUtf8(text));
  }

  private static YamlNode member(YamlNode map, String key) {
    assertThat(map).isInstanceOf(YamlMap.class);
    return ((YamlMap) map).find(key).orElseThrow();
  }

  @Test
  void givesEveryNodeItsPlace() throws Exception {
    YamlNode root = read("kernel:\n  image: deb:linux\nservices:\n  - name: a\n");

    YamlNode image = member(member(root, "kernel"), "image");
    assertThat(image)
        .isEqualTo(
            new YamlScalar("deb:linux", ScalarType.STRING, new SourcePosition("a.yml", 2, 10)));
    assertThat(member(root, "services").at()).isEqualTo(new SourcePosition("a.yml", 4, 3));
    assertThat(((YamlMap) root).entries().getFirst().keyAt())
        .isEqualTo(new SourcePosition("a.yml", 1, 1));
  }

  /** YAML 1.2.2 §10.3, the core schema. */
  @ParameterizedTest
  @CsvSource({
    "1, INTEGER",
    "-7, INTEGER",
    "0x1F, INTEGER",
    "0o17, INTEGER",
    "1.5, FLOAT",
    "1e3, FLOAT",
    ".inf, FLOAT",
    "true, BOOLEAN",
    "False, BOOLEAN",
    "null, NULL",
    "~, NULL",
    "yes, STRING",
    "on, STRING",
    "1_000, STRING",
    "0.5.1, STRING",
  })
  void typesScalars_byTheCoreSchema(String text, ScalarType type) throws Exception {
    YamlNode value = member(read("a: " + text), "a");

    assertThat(value).isEqualTo(new YamlScalar(text, type, new SourcePosition("a.yml", 1, 4)));
  }

  @Test
  void quotedText_isAlwaysAString() throws Exception {
    assertThat(((YamlScalar) member(read("a: \"1\""), "a")).type()).isEqualTo(ScalarType.STRING);
    assertThat(((YamlScalar) member(read("a: 'null'"), "a")).type()).isEqualTo(ScalarType.STRING);
  }

  @Test
  void anchors_areFollowed() throws Exception {
    YamlNode root = read("a: &x [1, 2]\nb: *x\n");

    assertThat(((YamlList) member(root, "b")).items()).hasSize(2);
  }

  @Test
  void refusesADuplicateKey_namingBothPlaces() {
    assertThatThrownBy(() -> read("a: 1\nb: 2\n\"a\": 3\n"))
        .isInstanceOf(FormatException.class)
        .hasMessage("a.yml:3:1: key \"a\" stands twice, first at line 1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "# only a comment\n",
        "a: [1",
        "a: b: c",
        "a:\n\t- b",
        "a: *missing",
        "a: 1\n---\nb: 2\n",
        "? [a]\n: 1\n",
        "a: !!java/object 1",
        "a: !mine 1",
        "a: &x [*x]",
        "a: \"\\q\"",
        "a: @x",
        "%YAML 3.0\n---\na: 1",
      })
  void refusesWhatItCannotRead_withAPlace(String text) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith("a.yml")
        .hasMessageNotContaining("\n");
  }

  @Test
  void refusesDeepNesting_beforeItOverflowsTheStack() {
    assertThatThrownBy(() -> read("a: " + "[".repeat(1_000_000)))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("nested deeper than 50");
  }

  @Test
  void refusesAliasBombs() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
    for (int i = 1; i < 10; i++) {
      String before = "*a" + (i - 1);
      bomb.append(
          "a%d: &a%d [%s]\n"
              .formatted(i, i, String.join(",", java.util.Collections.nCopies(9, before))));
    }

    assertThatThrownBy(() -> read(bomb.toString()))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith("a.yml");
  }

  @Test
  void refusesTooManyBytes_andWhatIsNotUtf8() {
    Bytes large = Bytes.copyOf(new byte[YamlReader.MAX_BYTES + 1]);

    assertThatThrownBy(() -> YamlReader.parse("a.yml", large))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("the limit is " + YamlReader.MAX_BYTES);
    assertThatThrownBy(
            () -> YamlReader.parse("a.yml", Bytes.copyOf(new byte[] {'a', ':', (byte) 0xc3})))
        .isInstanceOf(FormatException.class)
        .hasMessage("a.yml: not UTF-8 text");
  }

  @Test
  void survivesEveryChangedByte() {
    Bytes good = Bytes.ofUtf8("a: &x\n  - 1\n  - {b: \"c\\n\", d: 'e'}\nf: *x\ng: |\n  text\n");

    MalformedInputs.survivesEveryChangedByte(good, text -> YamlReader.parse("a.yml", text));
  }
}
