package dev.plimsoll.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonWriter;
import dev.plimsoll.pipeline.testing.SampleEvents;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

final class EventJsonTest {
  private static final JsonReader READER = JsonReader.within(JsonLimits.DOCUMENT);

  @TestFactory
  Stream<DynamicTest> readsBackWhatItWrote() {
    return SampleEvents.ALL.stream()
        .map(
            e ->
                DynamicTest.dynamicTest(
                    e.type(),
                    () -> {
                      JsonObject written = EventJson.encode(e);
                      JsonObject read =
                          READER.parse("event", JsonWriter.compact(written)).asObject("event");
                      assertThat(EventJson.parse(e.type(), read)).isEqualTo(e);
                    }));
  }

  /** Leaving any one member out is found, so no field is read from nowhere. */
  @TestFactory
  Stream<DynamicTest> refusesEvent_withoutAMember() {
    return SampleEvents.ALL.stream()
        .flatMap(
            e -> {
              JsonObject whole = EventJson.encode(e);
              return whole.members().keySet().stream()
                  .filter(name -> !name.equals("lock") && !name.equals("facts")) // may be absent
                  .map(
                      name ->
                          DynamicTest.dynamicTest(
                              e.type() + " without " + name,
                              () ->
                                  assertThatThrownBy(
                                          () -> EventJson.parse(e.type(), without(whole, name)))
                                      .isInstanceOf(FormatException.class)));
            });
  }

  @Test
  void refusesUnknownType() {
    assertThatThrownBy(() -> EventJson.parse("ImageBlessed", JsonObject.builder().build()))
        .isInstanceOf(FormatException.class);
  }

  private static JsonObject without(JsonObject whole, String name) {
    Map<String, JsonValue> rest = new LinkedHashMap<>(whole.members());
    rest.remove(name);
    return new JsonObject(rest);
  }
}
