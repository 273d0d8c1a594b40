package dev.plimsoll.image.spec;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonBool;
import dev.plimsoll.formats.json.JsonValue.JsonNumber;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonValue.JsonString;
import dev.plimsoll.formats.yaml.YamlNode;
import dev.plimsoll.formats.yaml.YamlNode.Entry;
import dev.plimsoll.formats.yaml.YamlNode.ScalarType;
import dev.plimsoll.formats.yaml.YamlNode.YamlMap;
import dev.plimsoll.formats.yaml.YamlNode.YamlScalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The shape of a part of the YAML that is passed on to the runtime as JSON: which keys there are,
 * of which type and range, and how the runtime calls them.
 */
sealed interface JsonShape {
  /** Checks {@code node} and turns it into JSON. */
  JsonValue read(YamlNode node, String what) throws FormatException;

  /** An integer within bounds. */
  record Whole(long least, long most) implements JsonShape {
    @Override
    public JsonValue read(YamlNode node, String what) throws FormatException {
      return JsonNumber.of(Fields.asInteger(node, what, least, most).value());
    }
  }

  /** {@code true} or {@code false}. */
  record Truth() implements JsonShape {
    @Override
    public JsonValue read(YamlNode node, String what) throws FormatException {
      if (node instanceof YamlScalar s && s.type() == ScalarType.BOOLEAN) {
        return new JsonBool(s.text().equalsIgnoreCase("true"));
      }
      throw Fields.wrongType(node, what, "true or false");
    }
  }

  /**
   * A string.
   *
   * @param wanted the pattern in words
   */
  record Text(Pattern pattern, String wanted) implements JsonShape {
    private static final int MAX_TEXT = 1024;

    @Override
    public JsonValue read(YamlNode node, String what) throws FormatException {
      Located<String> text = Fields.asString(node, what, "a string", Fields.MAX_STRING);
      // patterns repeat groups, which costs stack
      if (text.value().length() > MAX_TEXT || !pattern.matcher(text.value()).matches()) {
        throw Checks.wrong(text, what, "wanted " + wanted);
      }
      return new JsonString(text.value());
    }
  }

  /**
   * A number of bytes that the runtime wants as {@code 64KB}, {@code 2MB}, {@code 1GB}. LinuxKit
   * takes any number, so what is no page size ({@code 3000B}) is left to the runtime to refuse.
   */
  record PageSize() implements JsonShape {
    private static final List<String> UNITS = List.of("B", "KB", "MB", "GB", "TB");

    @Override
    public JsonValue read(YamlNode node, String what) throws FormatException {
      Located<Long> bytes = Fields.asInteger(node, what, 1, 1L << 40);
      long count = bytes.value();
      int unit = 0;
      while (count % 1024 == 0 && unit < UNITS.size() - 1) {
        count /= 1024;
        unit++;
      }
      return new JsonString(count + UNITS.get(unit));
    }
  }

  /** A list of one shape. */
  record Many(JsonShape item) implements JsonShape {
    @Override
    public JsonValue read(YamlNode node, String what) throws FormatException {
      List<JsonValue> items = new ArrayList<>();
      for (YamlNode one : Fields.asList(node, what)) {
        items.add(item.read(one, what + "[" + items.size() + "]"));
      }
      return new JsonValue.JsonArray(items);
    }
  }

  /** One key of {@link Keys}: the runtime's name for it, its shape, whether it must be there. */
  record Key(String json, JsonShape shape, Need need) {
    enum Need {
      OPTIONAL,
      REQUIRED
    }

    static Key optional(String json, JsonShape shape) {
      return new Key(json, shape, Need.OPTIONAL);
    }

    static Key required(String json, JsonShape shape) {
      return new Key(json, shape, Need.REQUIRED);
    }
  }

  /** A mapping; {@code keys} by their YAML names. */
  record Keys(Map<String, Key> keys) implements JsonShape {
    @Override
    public JsonObject read(YamlNode node, String what) throws FormatException {
      YamlMap map = Fields.asMap(node, what);
      Map<String, JsonValue> found = new LinkedHashMap<>();
      for (Entry e : map.entries()) {
        Fields.of(new YamlMap(List.of(e), map.at()), what, keys.keySet());
        Key key = Optional.ofNullable(keys.get(e.key())).orElseThrow();
        found.put(key.json(), key.shape().read(e.value(), what + "." + e.key()));
      }
      JsonObject.Builder ordered = JsonObject.builder();
      for (Map.Entry<String, Key> key : keys.entrySet()) {
        Optional<JsonValue> value = Optional.ofNullable(found.get(key.getValue().json()));
        if (value.isEmpty() && key.getValue().need() == Key.Need.REQUIRED) {
          throw new FormatException(
              map.at().toString(), what + ": \"" + key.getKey() + "\" is missing");
        }
        value.ifPresent(v -> ordered.put(key.getValue().json(), v));
      }
      return ordered.build();
    }
  }
}
