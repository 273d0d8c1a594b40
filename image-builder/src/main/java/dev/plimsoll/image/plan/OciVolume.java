package dev.plimsoll.image.plan;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonWriter;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.formats.oci.Manifest;
import dev.plimsoll.image.layer.Attributes;
import dev.plimsoll.image.layer.Content;
import dev.plimsoll.image.layer.FileTree;
import dev.plimsoll.image.layer.Node.RegularFile;
import dev.plimsoll.image.layer.TreeBuilder;
import dev.plimsoll.image.source.Component;
import dev.plimsoll.image.source.LockEntry;
import dev.plimsoll.image.spec.Located;
import dev.plimsoll.image.spec.VolumeSpec;
import dev.plimsoll.image.store.ContentStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * An image as an OCI layout (image-spec 1.1, image-layout.md): what a volume of {@code format: oci}
 * holds. It has the platform that the system is built for, its blobs as they were published.
 */
final class OciVolume {
  private static final int MAX_DOCUMENT = 4 << 20;
  private static final JsonReader READER = JsonReader.within(JsonLimits.DOCUMENT);
  private static final String INDEX = "application/vnd.oci.image.index.v1+json";
  private static final String NAME = "org.opencontainers.image.ref.name";

  private OciVolume() {}

  /**
   * @throws FormatException when the component is no image, or another platform is asked for
   */
  static FileTree of(VolumeSpec volume, Component component, ContentStore store)
      throws FormatException, IOException {
    Located<String> reference = volume.image().orElseThrow();
    LockEntry.Image image =
        component
            .pin()
            .filter(LockEntry.Image.class::isInstance)
            .map(LockEntry.Image.class::cast)
            .orElseThrow(
                () ->
                    new FormatException(
                        reference.at().toString(),
                        "volumes: a package is no image; format oci needs one"));
    Bytes manifestBytes = store.read(image.manifest(), MAX_DOCUMENT);
    Manifest manifest = Manifest.parse(reference.at() + ": " + reference.value(), manifestBytes);
    requirePlatform(volume, store.read(manifest.config().digest(), MAX_DOCUMENT));
    TreeBuilder tree = new TreeBuilder();
    String origin = reference.at() + ": " + component.identity();
    add(tree, "oci-layout", layout(), origin);
    add(tree, "index.json", index(image.manifest(), manifestBytes.size(), reference), origin);
    add(tree, blob(image.manifest()), manifestBytes, origin);
    for (Descriptor part : parts(manifest)) {
      if (tree.find(blob(part.digest())).isEmpty()) {
        Path file = store.findVerified(part.digest());
        Content content = new Content.Stretch(file, 0, Files.size(file));
        tree.add(blob(part.digest()), new RegularFile(Attributes.generated(0644), content), origin);
      }
    }
    return tree.build();
  }

  private static List<Descriptor> parts(Manifest manifest) {
    List<Descriptor> parts = new java.util.ArrayList<>(manifest.layers());
    parts.add(manifest.config());
    return parts;
  }

  private static void requirePlatform(VolumeSpec volume, Bytes config) throws FormatException {
    JsonObject json = READER.parse("image config", config).asObject("image config");
    String has =
        json.findString("os").orElse("linux") + "/" + json.findString("architecture").orElse("");
    for (Located<String> platform : volume.platforms()) {
      if (!platform.value().equals(has) && !platform.value().startsWith(has + "/")) {
        throw new FormatException(
            platform.at().toString(),
            "volumes: "
                + FormatException.quote(platform.value())
                + " is not available; a volume holds the platform that is built for, "
                + has);
      }
    }
  }

  private static Bytes layout() {
    return JsonWriter.compact(JsonObject.builder().put("imageLayoutVersion", "1.0.0").build());
  }

  private static Bytes index(Digest manifest, int size, Located<String> reference) {
    Descriptor named =
        new Descriptor(Manifest.MEDIA_TYPE, manifest, size, Map.of(NAME, reference.value()));
    return JsonWriter.compact(
        JsonObject.builder()
            .put("schemaVersion", 2)
            .put("mediaType", INDEX)
            .put("manifests", List.of(named.toJson()))
            .build());
  }

  private static String blob(Digest digest) {
    return "blobs/" + digest.toString().replace(':', '/');
  }

  private static void add(TreeBuilder tree, String path, Bytes content, String origin)
      throws IOException {
    tree.add(
        path, new RegularFile(Attributes.generated(0644), new Content.Inline(content)), origin);
  }
}
