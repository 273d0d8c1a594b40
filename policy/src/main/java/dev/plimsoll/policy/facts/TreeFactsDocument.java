package dev.plimsoll.policy.facts;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonArray;
import dev.plimsoll.formats.json.JsonValue.JsonBool;
import dev.plimsoll.formats.json.JsonValue.JsonNull;
import dev.plimsoll.formats.json.JsonValue.JsonNumber;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonValue.JsonString;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Tree facts read from their JSON form (docs/evidence.md). Kinds are those that {@code counts}
 * names: a document that was cut cannot pass for one in which nothing was found. Immutable;
 * thread-safe.
 */
public final class TreeFactsDocument implements TreeFacts {
  private static final JsonReader READER =
      JsonReader.within(new JsonLimits(256 << 20, 16, 20_000_000));
  private static final long SCHEMA_VERSION = 1;

  private final String imageName;
  private final String arch;
  private final List<Map<String, Object>> containers;
  private final Map<String, List<Map<String, Object>>> files;

  private TreeFactsDocument(
      String imageName,
      String arch,
      List<Map<String, Object>> containers,
      Map<String, List<Map<String, Object>>> files) {
    this.imageName = imageName;
    this.arch = arch;
    this.containers = Collections.unmodifiableList(containers);
    this.files = Collections.unmodifiableMap(files);
  }

  /**
   * @param what names the text in messages
   * @throws FormatException also when the counts differ from the files
   */
  public static TreeFactsDocument parse(String what, Bytes text) throws FormatException {
    return of(what, READER.parse(what, text).asObject(what));
  }

  /** As {@link #parse}, from JSON that was read. */
  public static TreeFactsDocument of(String what, JsonObject json) throws FormatException {
    try {
      if (json.integer("schemaVersion") != SCHEMA_VERSION) {
        throw new FormatException("schemaVersion is not " + SCHEMA_VERSION);
      }
      JsonObject image = json.object("image");
      List<Map<String, Object>> containers = new ArrayList<>();
      for (JsonValue item : json.array("containers")) {
        containers.add(map(item.asObject("an item of \"containers\"")));
      }
      return new TreeFactsDocument(
          image.string("name"), image.string("arch"), containers, files(json));
    } catch (FormatException e) {
      throw new FormatException(what + ": not tree facts: " + e.getMessage(), e);
    }
  }

  private static Map<String, List<Map<String, Object>>> files(JsonObject json)
      throws FormatException {
    Map<String, List<Map<String, Object>>> byKind = new TreeMap<>();
    for (String kind : json.object("counts").members().keySet()) {
      byKind.put(kind, new ArrayList<>());
    }
    for (JsonValue item : json.array("files")) {
      JsonObject file = item.asObject("an item of \"files\"");
      String kind = file.string("kind");
      Optional<List<Map<String, Object>>> list = Optional.ofNullable(byKind.get(kind));
      if (list.isEmpty()) {
        throw new FormatException("counts lacks " + FormatException.quote(kind));
      }
      list.get().add(map(file));
    }
    for (Map.Entry<String, List<Map<String, Object>>> e : byKind.entrySet()) {
      long stated = json.object("counts").integer(e.getKey());
      if (stated != e.getValue().size()) {
        throw new FormatException(
            "counts." + e.getKey() + " is " + stated + ", files have " + e.getValue().size());
      }
    }
    return byKind;
  }

  @Override
  public String imageName() {
    return imageName;
  }

  @Override
  public String arch() {
    return arch;
  }

  @Override
  public List<Map<String, Object>> containers() {
    return containers;
  }

  @Override
  public List<Map<String, Object>> files(String kind) {
    return Optional.ofNullable(files.get(kind))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no facts of kind "
                        + FormatException.quote(kind)
                        + ", only "
                        + files.keySet()));
  }

  private static Map<String, Object> map(JsonObject json) throws FormatException {
    Map<String, Object> found = new LinkedHashMap<>();
    for (Map.Entry<String, JsonValue> e : json.members().entrySet()) {
      if (!(e.getValue() instanceof JsonNull)) {
        found.put(e.getKey(), value(e.getKey(), e.getValue()));
      }
    }
    return Collections.unmodifiableMap(found);
  }

  private static Object value(String name, JsonValue json) throws FormatException {
    return switch (json) {
      case JsonString s -> s.value();
      case JsonBool b -> b.value();
      case JsonNumber n -> n.longValue(name);
      case JsonObject o -> map(o);
      case JsonArray a -> {
        List<Object> list = new ArrayList<>();
        for (JsonValue item : a.items()) {
          list.add(value(name, item));
        }
        yield Collections.unmodifiableList(list);
      }
      case JsonNull n -> throw new FormatException("member \"" + name + "\" holds a null");
    };
  }
}
