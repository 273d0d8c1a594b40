package dev.plimsoll.image.provenance;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.formats.oci.Manifest;
import dev.plimsoll.image.MediaTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What stands in a layout about its image: a provenance is made after the image, so an image that
 * is built again has none. Everything else of a layout is compared.
 *
 * @param blobs files that only the provenances use, relative to the layout
 * @param images what {@code index.json} lists without the provenances
 */
record AttachedFiles(Set<String> blobs, List<JsonObject> images) {
  static final String INDEX = "index.json";

  private static final JsonReader READER = JsonReader.within(JsonLimits.DOCUMENT);
  private static final long MAX_SIZE = 4L << 20;

  /** Of a folder that is no layout, or a malformed one: nothing, so all of it is compared. */
  static AttachedFiles of(Path folder) throws IOException {
    try {
      List<JsonObject> images = new ArrayList<>();
      Set<String> blobs = new HashSet<>();
      for (JsonObject entry : entries(folder)) {
        if (entry.findString("artifactType").equals(Optional.of(MediaTypes.PROVENANCE_ARTIFACT))) {
          blobs.addAll(blobs(folder, Descriptor.parse(entry)));
        } else {
          images.add(entry);
        }
      }
      return new AttachedFiles(blobs, images);
    } catch (FormatException e) {
      return new AttachedFiles(Set.of(), List.of());
    }
  }

  /** Where the images of {@code rebuilt} are others; empty: nowhere. */
  Optional<String> difference(Path rebuilt) throws IOException {
    try {
      return entries(rebuilt).equals(images)
          ? Optional.empty()
          : Optional.of(INDEX + " lists other images");
    } catch (FormatException e) {
      return Optional.of(INDEX + ": " + e.getMessage());
    }
  }

  private static Set<String> blobs(Path folder, Descriptor referrer)
      throws FormatException, IOException {
    Set<String> blobs = new HashSet<>(Set.of(path(referrer)));
    Manifest manifest = Manifest.parse("referrer", read(folder.resolve(path(referrer))));
    blobs.add(path(manifest.config()));
    manifest.layers().forEach(l -> blobs.add(path(l)));
    return blobs;
  }

  private static String path(Descriptor blob) {
    return "blobs/sha256/" + blob.digest().hex();
  }

  private static List<JsonObject> entries(Path folder) throws FormatException, IOException {
    Path file = folder.resolve(INDEX);
    List<JsonObject> entries = new ArrayList<>();
    if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      JsonObject json = READER.parse(INDEX, read(file)).asObject(INDEX);
      for (JsonValue item : json.array("manifests")) {
        entries.add(item.asObject("an entry of " + INDEX));
      }
    }
    return entries;
  }

  private static Bytes read(Path file) throws FormatException, IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > MAX_SIZE) {
      throw new FormatException(file + " is no small file");
    }
    return Bytes.copyOf(Files.readAllBytes(file));
  }
}
