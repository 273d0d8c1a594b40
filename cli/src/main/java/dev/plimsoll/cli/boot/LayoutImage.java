package dev.plimsoll.cli.boot;

import dev.plimsoll.cli.outcome.CommandFailure;
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
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the artifact in the OCI image layout {@code NAME-oci}: kernel, initramfs segments, root and
 * the command line of its configuration. Every blob is compared with its digest first.
 */
final class LayoutImage {
  private static final int MAX_JSON = 4 << 20;

  /** Followed by version and compression. */
  private static final String INITRAMFS = "application/vnd.plimsoll.initramfs.";

  private final Path layout;

  private LayoutImage(Path layout) {
    this.layout = layout;
  }

  static LocalImage read(Path layout) throws IOException, CommandFailure, FormatException {
    return new LayoutImage(layout).read();
  }

  private LocalImage read() throws IOException, CommandFailure, FormatException {
    JsonObject index = json(layout.resolve("index.json"));
    List<JsonObject> entries = new ArrayList<>();
    for (JsonValue item : index.array("manifests")) {
      JsonObject entry = item.asObject("an entry of index.json");
      Optional<String> type = entry.findString("artifactType");
      if (!type.equals(Optional.of(MediaTypes.PROVENANCE_ARTIFACT))) {
        entries.add(entry);
      }
    }
    if (entries.size() != 1) {
      throw CommandFailure.wrong(layout + " has " + entries.size() + " images, wanted one");
    }
    Digest digest = Digest.parse(entries.getFirst().string("digest"));
    Path file = blob(digest);
    Manifest manifest = Manifest.parse(file.toString(), Bytes.copyOf(Files.readAllBytes(file)));
    if (!manifest.artifactType().equals(Optional.of(MediaTypes.IMAGE_ARTIFACT))) {
      throw CommandFailure.wrong(layout + " holds no bootable image of plimsoll");
    }
    List<Path> initramfs = blobs(manifest, INITRAMFS);
    JsonObject config = json(blob(manifest.config().digest()));
    String commandLine =
        (config.string("commandLine")
                + " plimsoll.image="
                + digest
                + " plimsoll.roothash="
                + config.string("rootHash")
                + " plimsoll.root=/dev/vda plimsoll.hashoffset="
                + config.integer("hashOffset"))
            .strip();
    return new LocalImage(
        one(manifest, MediaTypes.KERNEL),
        initramfs,
        Optional.of(one(manifest, MediaTypes.ROOT)),
        commandLine);
  }

  private Path one(Manifest manifest, String mediaType) throws IOException, CommandFailure {
    List<Path> found = blobs(manifest, mediaType);
    if (found.size() != 1) {
      throw CommandFailure.evidence(
          layout + " has " + found.size() + " blobs of type " + mediaType + ", wanted one");
    }
    return found.getFirst();
  }

  private List<Path> blobs(Manifest manifest, String mediaType) throws IOException, CommandFailure {
    List<Path> found = new ArrayList<>();
    for (Descriptor layer : manifest.layers()) {
      if (layer.mediaType().startsWith(mediaType)) {
        found.add(blob(layer.digest()));
      }
    }
    return found;
  }

  private Path blob(Digest digest) throws IOException, CommandFailure {
    Path file = layout.resolve("blobs").resolve("sha256").resolve(digest.hex());
    if (!Files.isRegularFile(file)) {
      throw CommandFailure.evidence(layout + " lacks its blob " + digest);
    }
    try (InputStream in = Files.newInputStream(file)) {
      Digest found = Digest.of(in);
      if (!found.equals(digest)) {
        throw CommandFailure.evidence(file + " has digest " + found + ", wanted " + digest);
      }
    }
    return file;
  }

  private static JsonObject json(Path file) throws IOException, FormatException, CommandFailure {
    if (Files.size(file) > MAX_JSON) {
      throw CommandFailure.evidence(file + " is larger than " + MAX_JSON + " bytes");
    }
    return JsonReader.within(JsonLimits.DOCUMENT)
        .parse(file.toString(), Bytes.copyOf(Files.readAllBytes(file)))
        .asObject(file.toString());
  }
}
