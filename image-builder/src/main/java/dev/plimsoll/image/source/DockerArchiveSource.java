package dev.plimsoll.image.source;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonArray;
import dev.plimsoll.formats.json.JsonValue.JsonNull;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.formats.oci.Manifest;
import dev.plimsoll.image.MediaTypes;
import dev.plimsoll.image.layer.Compression;
import dev.plimsoll.image.layer.Content;
import dev.plimsoll.image.spec.Located;
import java.io.BufferedInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A {@code docker save} archive: {@code manifest.json} names one config file and the layer files of
 * each image. It has no OCI manifest, so one is made; the same archive always gives the same one.
 */
final class DockerArchiveSource implements BlobSource {
  private static final JsonReader READER = JsonReader.within(JsonLimits.DOCUMENT);
  private static final String CONFIG = "application/vnd.oci.image.config.v1+json";

  private final LayoutFiles files;
  private final Optional<String> tag;
  private final Located<String> where;
  private final Map<Digest, Content> blobs = new HashMap<>();

  DockerArchiveSource(LayoutFiles files, Optional<String> tag, Located<String> where) {
    this.files = files;
    this.tag = tag;
    this.where = where;
  }

  @Override
  public Found findManifest() throws FormatException, IOException {
    JsonObject image = choose();
    Descriptor config = blob(image.string("Config"), true);
    List<Descriptor> layers = new ArrayList<>();
    for (JsonValue layer : image.array("Layers")) {
      layers.add(blob(layer.asString("Layers item"), false));
    }
    Manifest manifest = new Manifest(Optional.empty(), config, layers, Optional.empty(), Map.of());
    return new Found(manifest.encode());
  }

  private JsonObject choose() throws FormatException, IOException {
    Content list =
        files
            .find("manifest.json")
            .orElseThrow(
                () -> new FormatException(at(), "not a docker archive: no \"manifest.json\""));
    String what = at() + ": manifest.json";
    if (!(READER.parse(what, list.read(ImageManifests.MAX_MANIFEST)) instanceof JsonArray images)) {
      throw new FormatException(what, "wanted a list of images");
    }
    List<JsonObject> matching = new ArrayList<>();
    for (JsonValue image : images.items()) {
      JsonObject json = image.asObject(what + " item");
      if (tag.isEmpty() || tagged(json)) {
        matching.add(json);
      }
    }
    if (matching.size() != 1) {
      throw new FormatException(
          what, matching.size() + " of its " + images.items().size() + " images match, wanted one");
    }
    return matching.getFirst();
  }

  private boolean tagged(JsonObject image) throws FormatException {
    boolean none = image.find("RepoTags").filter(t -> !(t instanceof JsonNull)).isEmpty();
    for (JsonValue name : none ? List.<JsonValue>of() : image.array("RepoTags")) {
      if (name.asString("RepoTags item").endsWith(":" + tag.orElse(""))) {
        return true;
      }
    }
    return false;
  }

  private Descriptor blob(String path, boolean config) throws FormatException, IOException {
    Content content =
        files.find(path).orElseThrow(() -> new SourceException(where, "lacks its file " + path));
    Digest digest;
    String type;
    try (InputStream in = new BufferedInputStream(content.open(), 1 << 16)) {
      type = config ? CONFIG : layerType(Compression.detect(in));
      digest = Digest.of(in);
    }
    blobs.put(digest, content);
    return Descriptor.of(type, digest, content.length());
  }

  private String layerType(Compression packed) throws FormatException {
    return switch (packed) {
      case NONE -> MediaTypes.COMPONENT_TAR;
      case GZIP -> MediaTypes.COMPONENT_TAR_GZIP;
      case ZSTD -> MediaTypes.COMPONENT_TAR_ZSTD;
      case XZ -> throw new FormatException(at(), "has a layer packed with xz");
    };
  }

  @Override
  public Optional<Bytes> findManifest(Digest digest) {
    return Optional.empty(); // there is only the one that is made
  }

  @Override
  public InputStream open(Descriptor blob, int attempt) throws IOException {
    return Optional.ofNullable(blobs.get(blob.digest()))
        .orElseThrow(() -> new FileNotFoundException(blob.digest().toString()))
        .open();
  }

  /** The format has no place for them. */
  @Override
  public List<Bytes> findReferrers(Referrers.Kind kind, List<Digest> subjects) {
    return List.of();
  }

  @Override
  public boolean local() {
    return true;
  }

  private String at() {
    return where.at() + ": " + where.value();
  }
}
