package dev.plimsoll.verifier.tuf;

import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonArray;
import dev.plimsoll.formats.json.JsonValue.JsonBool;
import dev.plimsoll.formats.json.JsonValue.JsonNull;
import dev.plimsoll.formats.json.JsonValue.JsonNumber;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonValue.JsonString;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Every JSON value that differs from a given one in one place. */
final class JsonMutations {
  private static final List<JsonValue> STRANGERS =
      List.of(
          new JsonNull(),
          new JsonBool(true),
          new JsonBool(false),
          JsonNumber.of(-1),
          JsonNumber.of(0),
          JsonNumber.of(2),
          JsonNumber.of(Long.MAX_VALUE),
          new JsonNumber(new BigDecimal("1e400")),
          new JsonNumber(new BigDecimal("1.5")),
          new JsonString(""),
          new JsonString("../../etc/passwd"),
          new JsonString("x".repeat(10_000)),
          new JsonString("\u0000\n\"\\\u202e"),
          new JsonArray(List.of()),
          new JsonArray(List.of(new JsonNull())),
          JsonObject.builder().build());

  private JsonMutations() {}

  static List<JsonValue> of(JsonValue value) {
    List<JsonValue> all = new ArrayList<>(STRANGERS);
    switch (value) {
      case JsonObject object -> members(object).forEach(all::add);
      case JsonArray array -> items(array).forEach(all::add);
      case JsonString text -> {
        all.add(new JsonString(text.value() + "0"));
        all.add(new JsonString(text.value().toUpperCase(java.util.Locale.ROOT)));
        all.add(new JsonString(text.value().substring(text.value().length() / 2)));
      }
      case JsonNumber number -> all.add(new JsonNumber(number.value().add(BigDecimal.ONE)));
      case JsonBool bool -> all.add(new JsonBool(!bool.value()));
      case JsonNull none -> {}
    }
    return all;
  }

  private static Stream<JsonValue> members(JsonObject object) {
    List<JsonValue> all = new ArrayList<>();
    for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
      all.add(without(object, member.getKey()).build());
      all.add(
          without(object, member.getKey()).put(member.getKey() + "x", member.getValue()).build());
      for (JsonValue other : of(member.getValue())) {
        all.add(without(object, member.getKey()).put(member.getKey(), other).build());
      }
    }
    return all.stream();
  }

  private static JsonObject.Builder without(JsonObject object, String name) {
    JsonObject.Builder rest = JsonObject.builder();
    object.members().entrySet().stream()
        .filter(e -> !e.getKey().equals(name))
        .forEach(e -> rest.put(e.getKey(), e.getValue()));
    return rest;
  }

  private static Stream<JsonValue> items(JsonArray array) {
    List<JsonValue> all = new ArrayList<>();
    for (int i = 0; i < array.items().size(); i++) {
      List<JsonValue> shorter = new ArrayList<>(array.items());
      JsonValue item = shorter.remove(i);
      all.add(new JsonArray(shorter));
      List<JsonValue> twice = new ArrayList<>(array.items());
      twice.add(item);
      all.add(new JsonArray(twice));
      for (JsonValue other : of(item)) {
        List<JsonValue> changed = new ArrayList<>(array.items());
        changed.set(i, other);
        all.add(new JsonArray(changed));
      }
    }
    return all.stream();
  }
}
