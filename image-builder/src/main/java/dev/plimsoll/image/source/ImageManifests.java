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
import dev.plimsoll.image.Architecture;
import dev.plimsoll.image.MediaTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

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
  private static final int MAX_CHILDREN = 1000;

  private static final Pattern FOREIGN = Pattern.compile("\\.foreign\\.|\\.nondistributable\\.");

  private ImageManifests() {}

  static JsonObject parse(String what, Bytes text) throws FormatException {
    return READER.parse(what, text).asObject(what);
  }

  /**
   * Whether it is an index, not a manifest. Documents that could be read as either are refused: two
   * tools would take two things for the image (GHSA-mvff-h3cj-wj9c).
   */
  static boolean isIndex(String what, JsonObject json) throws FormatException {
    String mediaType = json.findString("mediaType").orElse("");
    boolean oldSchema =
        mediaType.startsWith("application/vnd.docker.distribution.manifest.v1")
            || json.find("fsLayers").isPresent();
    if (oldSchema) {
      throw new FormatException(
          what,
          "a Docker manifest of schema 1, which has no digests to check; push the image again with"
              + " a newer tool");
    }
    boolean index = json.find("manifests").isPresent();
    boolean image = json.find("layers").isPresent() || json.find("config").isPresent();
    if (index == image) {
      throw new FormatException(
          what, index ? "both an index and a manifest" : "neither an index nor a manifest");
    }
    boolean saysIndex = isIndexType(mediaType);
    if (!mediaType.isEmpty() && saysIndex != index) {
      throw new FormatException(
          what,
          "says that it is "
              + FormatException.quote(mediaType)
              + ", but has the content of "
              + (index ? "an index" : "a manifest"));
    }
    return index;
  }

  static boolean isIndexType(String mediaType) {
    return mediaType.equals(INDEX) || mediaType.equals(DOCKER_INDEX);
  }

  static List<JsonObject> children(JsonObject index) throws FormatException {
    List<JsonValue> items = index.array("manifests");
    if (items.size() > MAX_CHILDREN) {
      throw new FormatException(
          "an index of " + items.size() + " manifests; the limit is " + MAX_CHILDREN);
    }
    List<JsonObject> found = new ArrayList<>();
    for (JsonValue item : items) {
      found.add(item.asObject("index entry"));
    }
    return found;
  }

  /**
   * The first child for {@code architecture}: an image that names it, else an index without a
   * platform, which may have one. Attestations ({@code unknown/unknown}) are passed over; a child
   * without a platform counts when it stands alone.
   */
  static Descriptor pickPlatform(String what, JsonObject index, Architecture architecture)
      throws FormatException {
    List<JsonObject> children = children(index);
    List<String> there = new ArrayList<>();
    Optional<Descriptor> nested = Optional.empty();
    int runnable = 0;
    for (JsonObject child : children) {
      Optional<Platform> platform = Platform.find(child);
      if (platform.isPresent() && platform.get().isUnknown()) {
        continue;
      }
      runnable++;
      if (platform.isPresent() && platform.get().runsOn(architecture)) {
        return Descriptor.parse(child);
      }
      if (platform.isEmpty() && nested.isEmpty() && isIndexType(type(child))) {
        nested = Optional.of(Descriptor.parse(child));
      }
      there.add(platform.map(Platform::toString).orElse("no platform"));
    }
    if (nested.isPresent()) {
      return nested.get();
    }
    if (runnable == 1 && children.size() == 1 && Platform.find(children.getFirst()).isEmpty()) {
      return Descriptor.parse(children.getFirst());
    }
    throw new FormatException(
        what,
        "the index has no image for "
            + Platform.key(architecture)
            + "; it has "
            + (there.isEmpty() ? "none" : FormatException.quote(String.join(", ", there))));
  }

  private static String type(JsonObject child) throws FormatException {
    return child.findString("mediaType").orElse("");
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
              what,
              FOREIGN.matcher(mediaType).find()
                  ? "a foreign layer ("
                      + FormatException.quote(mediaType)
                      + "), whose content the registry does not have"
                  : "a layer of type " + FormatException.quote(mediaType) + ", wanted a tar");
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
