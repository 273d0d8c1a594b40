package dev.plimsoll.formats.oci;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * An OCI content descriptor (image-spec 1.1, descriptor.md).
 *
 * @param size bytes, not negative
 * @param annotations sorted by key, so that the same descriptor is always the same text
 */
public record Descriptor(
    String mediaType, Digest digest, long size, Map<String, String> annotations) {
  public Descriptor {
    if (size < 0) {
      throw new IllegalArgumentException("negative size " + size);
    }
    annotations = Collections.unmodifiableMap(new TreeMap<>(annotations));
  }

  public static Descriptor of(String mediaType, Digest digest, long size) {
    return new Descriptor(mediaType, digest, size, Map.of());
  }

  public static Descriptor parse(JsonObject json) throws FormatException {
    long size = json.integer("size");
    if (size < 0) {
      throw new FormatException("descriptor size " + size + " is negative");
    }
    return new Descriptor(
        json.string("mediaType"), Digest.parse(json.string("digest")), size, annotations(json));
  }

  static Map<String, String> annotations(JsonObject json) throws FormatException {
    Map<String, String> found = new TreeMap<>();
    if (json.findObject("annotations").isPresent()) {
      for (Map.Entry<String, JsonValue> e : json.object("annotations").members().entrySet()) {
        found.put(e.getKey(), e.getValue().asString("annotation " + e.getKey()));
      }
    }
    return found;
  }

  public JsonObject toJson() {
    JsonObject.Builder json =
        JsonObject.builder()
            .put("mediaType", mediaType)
            .put("digest", digest.toString())
            .put("size", size);
    if (!annotations.isEmpty()) {
      json.put("annotations", strings(annotations));
    }
    return json.build();
  }

  static JsonObject strings(Map<String, String> map) {
    JsonObject.Builder json = JsonObject.builder();
    map.forEach(json::put);
    return json.build();
  }
}
