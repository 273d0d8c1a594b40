package dev.plimsoll.formats.tuf;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Members that several kinds of metadata share (TUF 1.0.34 §4.3). */
final class TufFields {
  static final String SPEC_VERSION = "1.0.34";

  /** {@code 1.x} or {@code 1.x.y}: any 1.x repository may be read. */
  private static final Pattern SUPPORTED = Pattern.compile("1\\.\\d{1,4}(\\.\\d{1,4})?");

  private static final Pattern EXPIRES =
      Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}Z");
  private static final DateTimeFormatter WRITTEN =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

  private TufFields() {}

  static void requireHead(String what, JsonObject signed, String type) throws FormatException {
    String found = signed.string("_type");
    if (!found.equals(type)) {
      throw new FormatException(
          what, "_type is " + FormatException.quote(found) + ", wanted \"" + type + "\"");
    }
    String spec = signed.string("spec_version");
    if (!SUPPORTED.matcher(spec).matches()) {
      throw new FormatException(
          what, "spec_version is " + FormatException.quote(spec) + ", wanted 1.x");
    }
  }

  static JsonObject.Builder head(TufMetadata metadata) {
    return JsonObject.builder()
        .put("_type", metadata.type())
        .put("spec_version", SPEC_VERSION)
        .put("version", metadata.version())
        .put("expires", WRITTEN.format(metadata.expires()));
  }

  static long version(String what, JsonObject json) throws FormatException {
    return atLeast(what, json, "version", 1);
  }

  static long atLeast(String what, JsonObject json, String name, long least)
      throws FormatException {
    long value = json.integer(name);
    if (value < least) {
      throw new FormatException(what, name + " is " + value + ", wanted at least " + least);
    }
    return value;
  }

  static Instant expires(String what, JsonObject json) throws FormatException {
    String text = json.string("expires");
    try {
      if (EXPIRES.matcher(text).matches()) {
        return Instant.parse(text);
      }
    } catch (DateTimeParseException e) {
      throw expiresError(what, text, e);
    }
    throw expiresError(what, text, new IllegalArgumentException(text));
  }

  private static FormatException expiresError(String what, String text, RuntimeException cause) {
    return new FormatException(
        what
            + ": expires is "
            + FormatException.quote(text)
            + ", wanted a time like 2030-01-31T23:59:59Z",
        cause);
  }

  /** Strings of an array, none twice. */
  static List<String> distinct(String what, JsonObject json, String name) throws FormatException {
    List<String> values = new ArrayList<>();
    for (JsonValue item : json.array(name)) {
      values.add(item.asString(name));
    }
    if (new HashSet<>(values).size() != values.size()) {
      throw new FormatException(what, name + " names one thing twice");
    }
    return values;
  }

  static Map<String, Key> keys(JsonObject json) throws FormatException {
    Map<String, Key> keys = new LinkedHashMap<>();
    for (Map.Entry<String, JsonValue> e : json.object("keys").members().entrySet()) {
      keys.put(e.getKey(), Key.parse(e.getValue().asObject("key " + e.getKey())));
    }
    return keys;
  }

  static JsonObject keysJson(Map<String, Key> keys) {
    JsonObject.Builder json = JsonObject.builder();
    keys.forEach((id, key) -> json.put(id, key.toJson()));
    return json.build();
  }

  static Map<String, String> hashes(JsonObject json) throws FormatException {
    Map<String, String> hashes = new LinkedHashMap<>();
    for (Map.Entry<String, JsonValue> e : json.object("hashes").members().entrySet()) {
      hashes.put(e.getKey(), e.getValue().asString("hash " + e.getKey()));
    }
    if (hashes.isEmpty()) {
      throw new FormatException("hashes is empty, wanted at least one");
    }
    return hashes;
  }

  static JsonObject hashesJson(Map<String, String> hashes) {
    JsonObject.Builder json = JsonObject.builder();
    hashes.forEach(json::put);
    return json.build();
  }

  /** An unmodifiable copy in the given order. */
  static <V> Map<String, V> ordered(Map<String, V> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }
}
