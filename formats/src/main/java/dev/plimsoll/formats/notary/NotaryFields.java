package dev.plimsoll.formats.notary;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonArray;
import dev.plimsoll.formats.json.JsonValue.JsonNull;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.tuf.Role;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Members that several kinds of Notary files share. Notary is written in Go: an empty list or map
 * may be missing or {@code null}.
 */
final class NotaryFields {
  /** RFC 3339 with up to nine digits of a second; old clients wrote their own offset. */
  private static final Pattern EXPIRES =
      Pattern.compile(
          "\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?(Z|[+-]\\d{2}:\\d{2})");

  private static final DateTimeFormatter WRITTEN =
      new DateTimeFormatterBuilder()
          .appendPattern("uuuu-MM-dd'T'HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
          .appendLiteral('Z')
          .toFormatter()
          .withZone(ZoneOffset.UTC);

  private static final Map<String, Integer> HASH_BYTES = Map.of("sha256", 32, "sha512", 64);

  private NotaryFields() {}

  static void requireType(String what, JsonObject signed, String type) throws FormatException {
    String found = signed.string("_type");
    if (!found.equals(type)) {
      throw new FormatException(
          what, "_type is " + FormatException.quote(found) + ", wanted \"" + type + "\"");
    }
  }

  static JsonObject.Builder head(NotarySigned signed) {
    return JsonObject.builder()
        .put("_type", signed.type())
        .put("version", signed.version())
        .put("expires", WRITTEN.format(signed.expires()));
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
    String problem =
        what
            + ": expires is "
            + FormatException.quote(text)
            + ", wanted a time like 2030-01-31T23:59:59.123456789Z";
    if (!EXPIRES.matcher(text).matches()) {
      throw new FormatException(problem);
    }
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      throw new FormatException(problem, e);
    }
  }

  static Bytes base64(String what, JsonObject json, String name) throws FormatException {
    try {
      return Bytes.parseBase64(json.string(name));
    } catch (FormatException e) {
      throw new FormatException(what + " " + name + ": " + e.getMessage(), e);
    }
  }

  /** Base64 hashes as the hex of the shared model. */
  static Map<String, String> hashes(String what, JsonObject json) throws FormatException {
    Map<String, String> hashes = new LinkedHashMap<>();
    JsonObject given = json.object("hashes");
    for (String name : given.members().keySet()) {
      Bytes hash = base64(what + " hash", given, name);
      Integer wanted = HASH_BYTES.get(name);
      if (wanted != null && hash.size() != wanted) {
        throw new FormatException(what, name + " has " + hash.size() + " bytes, wanted " + wanted);
      }
      hashes.put(name, hash.hex());
    }
    if (Collections.disjoint(hashes.keySet(), HASH_BYTES.keySet())) {
      throw new FormatException(what, "hashes has neither sha256 nor sha512");
    }
    return hashes;
  }

  static JsonObject hashesJson(Map<String, String> hashes) {
    JsonObject.Builder json = JsonObject.builder();
    hashes.forEach(
        (name, hex) -> {
          try {
            json.put(name, Bytes.parseHex(hex).base64());
          } catch (FormatException e) {
            throw new IllegalArgumentException(name + " is no hex", e);
          }
        });
    return json.build();
  }

  static Role role(String what, JsonObject json) throws FormatException {
    List<String> ids = strings(json, "keyids");
    if (new HashSet<>(ids).size() != ids.size()) {
      throw new FormatException(what, "keyids names one key twice");
    }
    return new Role(ids, atLeast(what, json, "threshold", 1));
  }

  static JsonObject.Builder roleJson(Role role) {
    return JsonObject.builder()
        .putStrings("keyids", role.keyIds())
        .put("threshold", role.threshold());
  }

  /** Keys by id; Notary's clients refuse a key that stands under another id, so do we. */
  static Map<String, NotaryKey> keys(String what, JsonObject json) throws FormatException {
    Map<String, NotaryKey> keys = new LinkedHashMap<>();
    for (Map.Entry<String, JsonValue> e : map(json, "keys").members().entrySet()) {
      String where = what + " key " + FormatException.quote(e.getKey());
      NotaryKey key = NotaryKey.parse(where, e.getValue().asObject(where));
      if (!key.id().equals(e.getKey())) {
        throw new FormatException(where, "this key's id is " + key.id());
      }
      keys.put(e.getKey(), key);
    }
    return keys;
  }

  static JsonObject keysJson(Map<String, NotaryKey> keys) {
    JsonObject.Builder json = JsonObject.builder();
    keys.forEach((id, key) -> json.put(id, key.toJson()));
    return json.build();
  }

  static List<String> strings(JsonObject json, String name) throws FormatException {
    List<String> values = new ArrayList<>();
    for (JsonValue item : list(json, name)) {
      values.add(item.asString(name));
    }
    return values;
  }

  static List<JsonValue> list(JsonObject json, String name) throws FormatException {
    Optional<JsonValue> value = json.find(name);
    if (value.isEmpty() || value.get() instanceof JsonNull) {
      return List.of();
    }
    if (value.get() instanceof JsonArray array) {
      return array.items();
    }
    throw new FormatException(name + " is " + value.get().kind() + ", wanted an array");
  }

  static JsonObject map(JsonObject json, String name) throws FormatException {
    Optional<JsonValue> value = json.find(name);
    if (value.isEmpty() || value.get() instanceof JsonNull) {
      return JsonObject.builder().build();
    }
    return value.get().asObject(name);
  }

  /** An unmodifiable copy in the given order. */
  static <V> Map<String, V> ordered(Map<String, V> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }
}
