package dev.plimsoll.formats.json;

import dev.plimsoll.formats.FormatException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A JSON value (RFC 8259): immutable, members in the order they were read or put. */
public sealed interface JsonValue {

  /** An object; member order is kept, so what was read is written alike. */
  record JsonObject(Map<String, JsonValue> members) implements JsonValue {
    public JsonObject {
      members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }

    /** Starts an object to be put together member by member. */
    public static Builder builder() {
      return new Builder();
    }

    public Optional<JsonValue> find(String name) {
      return Optional.ofNullable(members.get(name));
    }

    public JsonValue require(String name) throws FormatException {
      return require(name, "a value");
    }

    private JsonValue require(String name, String wanted) throws FormatException {
      JsonValue value = members.get(name);
      if (value == null) {
        throw new FormatException("member \"" + name + "\" is missing, wanted " + wanted);
      }
      return value;
    }

    public String string(String name) throws FormatException {
      if (require(name, "a string") instanceof JsonString s) {
        return s.value();
      }
      throw wrongType(name, "a string");
    }

    public Optional<String> findString(String name) throws FormatException {
      return members.containsKey(name) ? Optional.of(string(name)) : Optional.empty();
    }

    /** An integer that fits a {@code long}. */
    public long integer(String name) throws FormatException {
      if (require(name, "an integer") instanceof JsonNumber n) {
        return n.longValue(name);
      }
      throw wrongType(name, "an integer");
    }

    public boolean bool(String name) throws FormatException {
      if (require(name, "true or false") instanceof JsonBool b) {
        return b.value();
      }
      throw wrongType(name, "true or false");
    }

    public JsonObject object(String name) throws FormatException {
      if (require(name, "an object") instanceof JsonObject o) {
        return o;
      }
      throw wrongType(name, "an object");
    }

    public Optional<JsonObject> findObject(String name) throws FormatException {
      return members.containsKey(name) ? Optional.of(object(name)) : Optional.empty();
    }

    public List<JsonValue> array(String name) throws FormatException {
      if (require(name, "an array") instanceof JsonArray a) {
        return a.items();
      }
      throw wrongType(name, "an array");
    }

    public List<JsonValue> arrayOrEmpty(String name) throws FormatException {
      return members.containsKey(name) ? array(name) : List.of();
    }

    private FormatException wrongType(String name, String wanted) {
      String found = find(name).map(JsonValue::kind).orElse("nothing");
      return new FormatException("member \"" + name + "\" is " + found + ", wanted " + wanted);
    }

    /** Puts an object together; not thread-safe. */
    public static final class Builder {
      private final Map<String, JsonValue> members = new LinkedHashMap<>();

      private Builder() {}

      public Builder put(String name, JsonValue value) {
        members.put(name, value);
        return this;
      }

      public Builder put(String name, String value) {
        return put(name, new JsonString(value));
      }

      public Builder put(String name, long value) {
        return put(name, JsonNumber.of(value));
      }

      public Builder put(String name, boolean value) {
        return put(name, new JsonBool(value));
      }

      public Builder put(String name, List<? extends JsonValue> items) {
        return put(name, new JsonArray(List.copyOf(items)));
      }

      public Builder putStrings(String name, List<String> items) {
        return put(name, JsonArray.ofStrings(items));
      }

      /** Puts nothing when {@code value} is empty. */
      public Builder putIfPresent(String name, Optional<String> value) {
        value.ifPresent(v -> put(name, v));
        return this;
      }

      public JsonObject build() {
        return new JsonObject(members);
      }
    }
  }

  record JsonArray(List<JsonValue> items) implements JsonValue {
    public JsonArray {
      items = List.copyOf(items);
    }

    public static JsonArray ofStrings(List<String> items) {
      List<JsonValue> values = new ArrayList<>();
      items.forEach(i -> values.add(new JsonString(i)));
      return new JsonArray(values);
    }
  }

  record JsonString(String value) implements JsonValue {}

  /** A number, kept exactly as a decimal. */
  record JsonNumber(BigDecimal value) implements JsonValue {
    public static JsonNumber of(long value) {
      return new JsonNumber(BigDecimal.valueOf(value));
    }

    public long longValue() throws FormatException {
      return longValue("number");
    }

    /** {@code name} is what the message calls it. */
    public long longValue(String name) throws FormatException {
      try {
        return value.longValueExact();
      } catch (ArithmeticException e) {
        throw new FormatException(
            "member \"" + name + "\" is " + value + ", wanted a 64-bit integer", e);
      }
    }
  }

  record JsonBool(boolean value) implements JsonValue {}

  record JsonNull() implements JsonValue {}

  /** This value as an object, or a format error that names {@code what}. */
  default JsonObject asObject(String what) throws FormatException {
    if (this instanceof JsonObject o) {
      return o;
    }
    throw new FormatException(what + " is " + kind() + ", wanted an object");
  }

  default String asString(String what) throws FormatException {
    if (this instanceof JsonString s) {
      return s.value();
    }
    throw new FormatException(what + " is " + kind() + ", wanted a string");
  }

  /** The kind in words, for "found a string, wanted an object". */
  default String kind() {
    return switch (this) {
      case JsonObject o -> "an object";
      case JsonArray a -> "an array";
      case JsonString s -> "the string " + FormatException.quote(s.value());
      case JsonNumber n -> "the number " + n.value();
      case JsonBool b -> String.valueOf(b.value());
      case JsonNull n -> "null";
    };
  }
}
