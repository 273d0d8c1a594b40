package dev.plimsoll.bench.image;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonWriter;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.image.layer.FileTree;
import dev.plimsoll.image.output.TarWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * Writes OCI layouts as registries have images: one layer, gzipped or plain, named by its manifest
 * (flat) or through an index of one platform. Not the builder's own layout writer, so that the job
 * stays the same when that changes.
 */
record LayoutMaker(Path folder, Shape shape, Packing packing) {
  private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  private static final String INDEX = "application/vnd.oci.image.index.v1+json";
  private static final String CONFIG = "application/vnd.oci.image.config.v1+json";
  private static final String LAYER = "application/vnd.oci.image.layer.v1.tar";

  enum Shape {
    FLAT,
    INDEX
  }

  enum Packing {
    GZIP,
    NONE
  }

  /** Writes the image {@code name}, which runs {@code command}, into {@code folder/name}. */
  void write(String name, FileTree files, List<String> command) throws IOException {
    Path layout = folder.resolve(name);
    Path blobs = Files.createDirectories(layout.resolve("blobs/sha256"));
    Path temporary = layout.resolve("layer");
    MessageDigest diffId = Digest.newSha256();
    try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(temporary), 1 << 16);
        OutputStream packed = packing == Packing.GZIP ? new GZIPOutputStream(file, 1 << 16) : file;
        OutputStream tar = new DigestOutputStream(packed, diffId)) {
      TarWriter.write(files, tar);
    }
    Digest digest;
    try (InputStream in = Files.newInputStream(temporary)) {
      digest = Digest.of(in);
    }
    String type = packing == Packing.GZIP ? LAYER + "+gzip" : LAYER;
    Descriptor layer = new Descriptor(type, digest, Files.size(temporary), Map.of());
    Files.move(temporary, blobs.resolve(digest.hex()), StandardCopyOption.REPLACE_EXISTING);
    Descriptor config = put(blobs, CONFIG, config(Digest.ofHash(diffId.digest()), command));
    Descriptor manifest =
        put(
            blobs,
            MANIFEST,
            JsonObject.builder()
                .put("schemaVersion", 2)
                .put("mediaType", MANIFEST)
                .put("config", config.toJson())
                .put("layers", List.of(layer.toJson()))
                .build());
    Descriptor top =
        shape == Shape.FLAT ? manifest : put(blobs, INDEX, index(manifest, Map.of(), true));
    write(
        layout.resolve("index.json"),
        JsonWriter.compact(
            index(top, Map.of("org.opencontainers.image.ref.name", "latest"), false)));
    write(layout.resolve("oci-layout"), Bytes.ofUtf8("{\"imageLayoutVersion\":\"1.0.0\"}"));
  }

  private static JsonObject config(Digest diffId, List<String> command) {
    return JsonObject.builder()
        .put("architecture", "amd64")
        .put("os", "linux")
        .put("config", JsonObject.builder().putStrings("Entrypoint", command).build())
        .put(
            "rootfs",
            JsonObject.builder()
                .put("type", "layers")
                .putStrings("diff_ids", List.of(diffId.toString()))
                .build())
        .build();
  }

  private static JsonObject index(
      Descriptor entry, Map<String, String> annotations, boolean platform) {
    JsonObject.Builder json = JsonObject.builder();
    new Descriptor(entry.mediaType(), entry.digest(), entry.size(), annotations)
        .toJson()
        .members()
        .forEach(json::put);
    if (platform) {
      json.put(
          "platform", JsonObject.builder().put("architecture", "amd64").put("os", "linux").build());
    }
    return JsonObject.builder()
        .put("schemaVersion", 2)
        .put("mediaType", INDEX)
        .put("manifests", List.of(json.build()))
        .build();
  }

  private static Descriptor put(Path blobs, String type, JsonObject json) throws IOException {
    Bytes bytes = JsonWriter.compact(json);
    write(blobs.resolve(bytes.digest().hex()), bytes);
    return new Descriptor(type, bytes.digest(), bytes.size(), Map.of());
  }

  private static void write(Path file, Bytes content) throws IOException {
    Files.write(file, content.toArray());
  }
}
