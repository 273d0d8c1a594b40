package dev.plimsoll.formats.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue.JsonArray;
import dev.plimsoll.formats.json.JsonValue.JsonBool;
import dev.plimsoll.formats.json.JsonValue.JsonNull;
import dev.plimsoll.formats.json.JsonValue.JsonNumber;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonValue.JsonString;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class JsonWriterTest {
  private static final JsonReader READER = JsonReader.within(JsonLimits.DOCUMENT);

  private static JsonValue read(String text) throws FormatException {
    return READER.parse("test", Bytes.ofUtf8(text));
  }

  /** Any JSON value; numbers are integers, so that it has a canonical form. */
  @Provide
  Arbitrary<JsonValue> values() {
    Arbitrary<JsonValue> leaf =
        Arbitraries.oneOf(
            text().map(JsonString::new),
            Arbitraries.longs().map(JsonNumber::of),
            Arbitraries.of(true, false).map(JsonBool::new),
            Arbitraries.just(new JsonNull()));
    return Arbitraries.recursive(
        () -> leaf,
        inner ->
            Arbitraries.oneOf(
                inner.list().ofMaxSize(4).map(JsonArray::new),
                Arbitraries.maps(text(), inner).ofMaxSize(4).map(JsonObject::new)),
        0,
        4);
  }

  /** Strings that can be written as UTF-8. */
  private static Arbitrary<String> text() {
    return Arbitraries.strings()
        .all()
        .ofMaxLength(12)
        .filter(s -> s.codePoints().noneMatch(c -> c >= 0xD800 && c <= 0xDFFF));
  }

  @Property(tries = 500)
  void everyForm_isReadBackAsTheSameValue(@ForAll("values") JsonValue value)
      throws FormatException {
    assertThat(READER.parse("compact", JsonWriter.compact(value))).isEqualTo(value);
    assertThat(READER.parse("pretty", JsonWriter.pretty(value))).isEqualTo(value);
    assertThat(READER.parse("sorted", JsonWriter.sorted(value))).isEqualTo(value);
  }

  /** Raw control characters make canonical JSON unreadable as JSON: those values are left out. */
  @Property(tries = 500)
  void canonicalForm_isReadBack_andIsAFixedPoint(@ForAll("values") JsonValue value)
      throws FormatException {
    Bytes once = JsonWriter.canonical(value);
    Assume.that(once.utf8().chars().noneMatch(c -> c < 0x20));

    JsonValue again = READER.parse("canonical", once);

    assertThat(again).isEqualTo(value);
    assertThat(JsonWriter.canonical(again)).isEqualTo(once);
  }

  /** OLPC canonical JSON as securesystemslib's encode_canonical gives it. */
  @Test
  void canonical_sortsNames_dropsBlanks_escapesTwoCharactersOnly() throws Exception {
    assertThat(JsonWriter.canonical(read("{\"b\" : [ 1, true,null ], \"a\":{ }}")).utf8())
        .isEqualTo("{\"a\":{},\"b\":[1,true,null]}");
    assertThat(JsonWriter.canonical(new JsonString("\"\\\n\tä/")).utf8())
        .isEqualTo("\"\\\"\\\\\n\tä/\"");
    assertThat(JsonWriter.canonical(read("{\"B\":1,\"a\":2,\"A\":3,\"\":4}")).utf8())
        .isEqualTo("{\"\":4,\"A\":3,\"B\":1,\"a\":2}");
  }

  @Test
  void canonical_sortsByCodePoint_notByUtf16Unit() throws Exception {
    assertThat(JsonWriter.canonical(read("{\"\uD83D\uDE00\":1,\"\uFFFD\":2}")).utf8())
        .isEqualTo("{\"\uFFFD\":2,\"\uD83D\uDE00\":1}");
  }

  @Test
  void canonical_refusesWhatIsNotWrittenAsAnInteger() throws Exception {
    for (String text : new String[] {"1.5", "1.0", "1e2", "-0.0"}) {
      JsonValue value = read(text);
      assertThatThrownBy(() -> JsonWriter.canonical(value))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("integers only");
    }
  }

  @Test
  void compact_keepsTheOrderOfMembers_andEscapesControlCharacters() {
    JsonObject json = JsonObject.builder().put("b", "\u0001\n").put("a", 1).build();

    assertThat(JsonWriter.compact(json).utf8()).isEqualTo("{\"b\":\"\\u0001\\n\",\"a\":1}");
  }

  @Test
  void sorted_sortsNames_butStaysJson() throws Exception {
    JsonValue value = read("{\"b\":\"\\n\",\"a\":{\"d\":1,\"c\":2}}");

    assertThat(JsonWriter.sorted(value).utf8())
        .isEqualTo("{\"a\":{\"c\":2,\"d\":1},\"b\":\"\\n\"}");
  }

  @Test
  void pretty_isStable() throws Exception {
    assertThat(JsonWriter.pretty(read("{\"a\":[1,{}],\"b\":[]}")).utf8())
        .isEqualTo("{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": []\n}\n");
  }
}
