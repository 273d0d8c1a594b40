package dev.plimsoll.image.source;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.formats.oci.Manifest;
import dev.plimsoll.image.MediaTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads image manifests and picks from indexes (OCI image-spec 1.1, image-index.md; Docker's schema
 * 2 media types mean the same).
 */
final class ImageManifests {
  static final int MAX_MANIFEST = 4 << 20;
  static final int MAX_CONFIG = 8 << 20;
  static final String INDEX = "application/vnd.oci.image.index.v1+json";
  static final String DOCKER_INDEX = "application/vnd.docker.distribution.manifest.list.v2+json";
  static final String DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
  static final String REF_NAME = "org.opencontainers.image.ref.name";

  private static final JsonReader READER = JsonReader.within(JsonLimits.DOCUMENT);
  private static final int MAX_LAYERS = 500;

  private ImageManifests() {}

  static JsonObject parse(String what, Bytes text) throws FormatException {
    return READER.parse(what, text).asObject(what);
  }

  static boolean isIndex(JsonObject json) {
    return json.find("manifests").isPresent();
  }

  static List<JsonObject> children(JsonObject index) throws FormatException {
    List<JsonObject> found = new ArrayList<>();
    for (JsonValue item : index.array("manifests")) {
      found.add(item.asObject("index entry"));
    }
    return found;
  }

  /** The one child for linux/amd64; children without a platform count when they stand alone. */
  static Descriptor pickPlatform(String what, JsonObject index) throws FormatException {
    List<JsonObject> children = children(index);
    List<Descriptor> matching = new ArrayList<>();
    for (JsonObject child : children) {
      Optional<JsonObject> platform = child.findObject("platform");
      boolean matches =
          platform.isPresent()
              ? platform.get().findString("os").orElse("").equals("linux")
                  && platform.get().findString("architecture").orElse("").equals("amd64")
              : children.size() == 1;
      if (matches) {
        matching.add(Descriptor.parse(child));
      }
    }
    if (matching.isEmpty()) {
      throw new FormatException(what, "the index has no image for linux/amd64");
    }
    return matching.getFirst();
  }

  /** The manifest as an image: a config and layers that are tars. */
  static Manifest image(String what, Bytes text) throws FormatException {
    Manifest manifest = Manifest.parse(what, text);
    if (manifest.artifactType().isPresent()
        && manifest.config().mediaType().equals("application/vnd.oci.empty.v1+json")) {
      throw new FormatException(
          what,
          "an artifact of type "
              + FormatException.quote(manifest.artifactType().get())
              + ", wanted an image");
    }
    if (manifest.layers().size() > MAX_LAYERS) {
      throw new FormatException(
          what, manifest.layers().size() + " layers; the limit is " + MAX_LAYERS);
    }
    return manifest;
  }

  /** The media type under which a layer is published in our manifests. */
  static String layerType(String what, String mediaType) throws FormatException {
    return switch (mediaType) {
      case MediaTypes.COMPONENT_TAR, "application/vnd.docker.image.rootfs.diff.tar" ->
          MediaTypes.COMPONENT_TAR;
      case MediaTypes.COMPONENT_TAR_GZIP, "application/vnd.docker.image.rootfs.diff.tar.gzip" ->
          MediaTypes.COMPONENT_TAR_GZIP;
      case MediaTypes.COMPONENT_TAR_ZSTD -> MediaTypes.COMPONENT_TAR_ZSTD;
      default ->
          throw new FormatException(
              what, "a layer of type " + FormatException.quote(mediaType) + ", wanted a tar");
    };
  }

  static List<Component.Layer> layers(
      String what, Manifest manifest, ImageConfig config, Map<Digest, Descriptor> stored)
      throws FormatException {
    int count = manifest.layers().size();
    if (!config.diffIds().isEmpty() && config.diffIds().size() != count) {
      throw new FormatException(
          what, "the config lists " + config.diffIds().size() + " layers, the manifest " + count);
    }
    List<Component.Layer> layers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Descriptor listed = manifest.layers().get(i);
      Descriptor blob = Optional.ofNullable(stored.get(listed.digest())).orElseThrow();
      Optional<Digest> diffId =
          config.diffIds().isEmpty() ? Optional.empty() : Optional.of(config.diffIds().get(i));
      layers.add(
          new Component.Layer(
              Descriptor.of(layerType(what, listed.mediaType()), blob.digest(), blob.size()),
              diffId));
    }
    return layers;
  }
}
