package dev.plimsoll.formats.oci;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An OCI image manifest (image-spec 1.1, manifest.md). Its digest is that of the bytes it was read
 * from or {@link #encode}d to, never of a re-serialisation.
 *
 * @param artifactType present for artifacts and referrers
 * @param subject the manifest that a referrer refers to
 */
public record Manifest(
    Optional<String> artifactType,
    Descriptor config,
    List<Descriptor> layers,
    Optional<Descriptor> subject,
    Map<String, String> annotations) {
  public static final String MEDIA_TYPE = "application/vnd.oci.image.manifest.v1+json";

  private static final JsonReader READER = JsonReader.within(JsonLimits.DOCUMENT);

  public Manifest {
    layers = List.copyOf(layers);
    annotations = Collections.unmodifiableMap(new TreeMap<>(annotations));
  }

  public static Manifest parse(String what, Bytes text) throws FormatException {
    JsonObject json = READER.parse(what, text).asObject(what);
    if (json.integer("schemaVersion") != 2) {
      throw new FormatException(what + " has schemaVersion other than 2");
    }
    List<Descriptor> layers = new ArrayList<>();
    for (JsonValue item : json.array("layers")) {
      layers.add(Descriptor.parse(item.asObject("layer")));
    }
    Optional<JsonObject> subject = json.findObject("subject");
    return new Manifest(
        json.findString("artifactType"),
        Descriptor.parse(json.object("config")),
        layers,
        subject.isPresent() ? Optional.of(Descriptor.parse(subject.get())) : Optional.empty(),
        Descriptor.annotations(json));
  }

  public Bytes encode() {
    List<JsonValue> list = new ArrayList<>();
    layers.forEach(l -> list.add(l.toJson()));
    JsonObject.Builder json =
        JsonObject.builder().put("schemaVersion", 2).put("mediaType", MEDIA_TYPE);
    json.putIfPresent("artifactType", artifactType);
    json.put("config", config.toJson()).put("layers", list);
    subject.ifPresent(s -> json.put("subject", s.toJson()));
    if (!annotations.isEmpty()) {
      json.put("annotations", Descriptor.strings(annotations));
    }
    return JsonWriter.compact(json.build());
  }
}
