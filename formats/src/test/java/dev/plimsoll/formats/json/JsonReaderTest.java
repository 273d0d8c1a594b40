package dev.plimsoll.formats.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue.JsonArray;
import dev.plimsoll.formats.json.JsonValue.JsonNumber;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonValue.JsonString;
import dev.plimsoll.formats.testing.MalformedInputs;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {
  private static final JsonReader READER = JsonReader.within(JsonLimits.REQUEST);

  private static JsonValue read(String text) throws FormatException {
    return READER.parse("test", Bytes.ofUtf8(text));
  }

  @Test
  void readsEveryKindOfValue() throws Exception {
    JsonObject json =
        read("{\"s\":\"a\\u00e4\\n\\ud83d\\ude00\",\"n\":-1.50e2,\"t\":true,\"z\":null,\"a\":[1,{}]}")
            .asObject("test");

    assertThat(json.string("s")).isEqualTo("aä\n😀");
    assertThat(json.members().get("n")).isEqualTo(new JsonNumber(new BigDecimal("-1.50e2")));
    assertThat(json.bool("t")).isTrue();
    assertThat(json.array("a")).containsExactly(JsonNumber.of(1), JsonObject.builder().build());
    assertThat(json.members().keySet()).containsExactly("s", "n", "t", "z", "a");
  }

  /** Cases after RFC 8259 and the n_ group of the public JSON parsing test suite. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{\"a\":1,}",
        "[1,]",
        "[1 2]",
        "{\"a\" 1}",
        "{a:1}",
        "{'a':1}",
        "[01]",
        "[+1]",
        "[.5]",
        "[1.]",
        "[NaN]",
        "[Infinity]",
        "[0x1]",
        "[\"\t\"]",
        "[\"\\x41\"]",
        "[\"\\u12\"]",
        "// c\n1",
        "[1]]",
        "1 2",
        "{\"a\":1}{",
        "tru",
        "[",
        "{\"a\":1,\"a\":2}",
        "{\"a\":1,\"\\u0061\":2}",
        "\"\\ud800\"",
        "\"\\udc00\\ud800\"",
        "{\"\\ud800\":1}",
        "1e999999999",
        "1e-999999999",
        "\uFEFF1",
      })
  void refusesWhatIsNotJson(String text) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith("test")
        .hasMessageNotContaining("\n");
  }

  /** Overlong slash, encoded surrogate, stray continuation, UTF-16, UTF-32. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "22c0af22",
        "22eda08022",
        "228022",
        "22f8888080808022",
        "2200",
        "0022",
        "220061002200",
        "22000000",
        "fffe2200"
      })
  void refusesWhatIsNotUtf8(String hex) {
    assertThatThrownBy(() -> READER.parse("test", HexFormat.of().parseHex(hex)))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("not JSON");
  }

  @Test
  void namesLineAndColumn() {
    assertThatThrownBy(() -> read("{\n  \"a\": 1,\n  \"a\": 2\n}"))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith("test:3:")
        .hasMessageContaining("'a'");
  }

  @Test
  void keepsItsLimits() throws Exception {
    JsonReader small = JsonReader.within(new JsonLimits(100, 3, 5));

    assertThat(small.parse("test", Bytes.ofUtf8("[[[1]]]"))).isInstanceOf(JsonArray.class);
    assertThatThrownBy(() -> small.parse("test", Bytes.ofUtf8("[[[[1]]]]")))
        .isInstanceOf(FormatException.class);
    assertThatThrownBy(() -> small.parse("test", Bytes.ofUtf8("[1,2,3,4,5]")))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("more than 5 JSON values");
    assertThatThrownBy(() -> small.parse("test", Bytes.ofUtf8("\"" + "x".repeat(99) + "\"")))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("test is 101 bytes; the limit is 100");
  }

  @Test
  void survivesDeepNesting_withinItsLimitOfBytes() {
    byte[] deep = "[".repeat(200_000).getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> READER.parse("test", deep))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("8");
  }

  @Test
  void refusesEveryTruncation() {
    Bytes good = Bytes.ofUtf8("{\"a\":[1,-2.5e3,\"ä\\u00e4\",true,false,null],\"b\":{\"c\":{}}}");

    MalformedInputs.refusesEveryTruncation(good, text -> READER.parse("test", text));
    MalformedInputs.survivesEveryChangedByte(good, text -> READER.parse("test", text));
  }

  @Test
  void accessors_nameMemberFoundAndWanted() throws Exception {
    JsonObject json = read("{\"s\":\"1\",\"n\":1.5,\"o\":{},\"a\":[],\"b\":true}").asObject("x");

    assertMessage(() -> json.integer("s"), "member \"s\" is the string \"1\", wanted an integer");
    assertMessage(() -> json.integer("n"), "member \"n\" is 1.5, wanted a 64-bit integer");
    assertMessage(() -> json.string("o"), "member \"o\" is an object, wanted a string");
    assertMessage(() -> json.object("a"), "member \"a\" is an array, wanted an object");
    assertMessage(() -> json.array("b"), "member \"b\" is true, wanted an array");
    assertMessage(() -> json.bool("n"), "member \"n\" is the number 1.5, wanted true or false");
    assertMessage(() -> json.string("q"), "member \"q\" is missing, wanted a string");
    assertMessage(
        () -> new JsonString("t").asObject("body"), "body is the string \"t\", wanted an object");
    assertMessage(() -> new JsonArray(List.of()).asString("id"), "id is an array, wanted a string");
  }

  private static void assertMessage(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(FormatException.class).hasMessage(message);
  }
}
