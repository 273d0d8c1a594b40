package dev.plimsoll.image.source;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonArray;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonValue.JsonString;
import java.util.ArrayList;
import java.util.List;

/** What a reference was found to be. */
public sealed interface LockEntry {

  /** A package, by name, version and the digest of its archive. */
  record Deb(String name, String version, Digest archive) implements LockEntry {}

  /** An image, by the digests of its manifest for linux/amd64 and of its layers. */
  record Image(Digest manifest, List<Digest> layers) implements LockEntry {
    public Image {
      layers = List.copyOf(layers);
    }
  }

  static LockEntry parse(JsonObject json) throws FormatException {
    if (json.find("manifest").isEmpty()) {
      return new Deb(
          json.string("name"), json.string("version"), Digest.parse(json.string("archive")));
    }
    List<Digest> layers = new ArrayList<>();
    for (JsonValue layer : json.array("layers")) {
      layers.add(Digest.parse(layer.asString("layer")));
    }
    return new Image(Digest.parse(json.string("manifest")), layers);
  }

  default JsonObject toJson() {
    return switch (this) {
      case Deb d ->
          JsonObject.builder()
              .put("archive", d.archive.toString())
              .put("name", d.name)
              .put("version", d.version)
              .build();
      case Image i -> {
        List<JsonValue> layers = new ArrayList<>();
        i.layers.forEach(l -> layers.add(new JsonString(l.toString())));
        yield JsonObject.builder()
            .put("layers", new JsonArray(layers))
            .put("manifest", i.manifest.toString())
            .build();
      }
    };
  }
}
