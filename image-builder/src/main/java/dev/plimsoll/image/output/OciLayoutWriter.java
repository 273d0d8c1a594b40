package dev.plimsoll.image.output;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonWriter;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.formats.oci.Manifest;
import dev.plimsoll.image.BuiltImage;
import dev.plimsoll.image.MediaTypes;
import dev.plimsoll.image.layer.FileTree;
import dev.plimsoll.image.layer.Zstd;
import dev.plimsoll.image.source.ImageConfig;
import dev.plimsoll.image.store.ContentStore;
import dev.plimsoll.image.store.DirectoryContentStore;
import dev.plimsoll.image.store.TemporaryFiles;
import java.io.BufferedOutputStream;
import java.io.FileNotFoundException;
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
import java.util.Optional;
import java.util.TreeMap;

/**
 * Writes OCI image layouts (image-spec 1.1, image-layout.md): a built image as the artifact that it
 * is, or a tree of files as an ordinary one-layer image for linux/amd64. Blobs first, {@code
 * index.json} last and by rename, so that a reader never meets an index without its blobs. The same
 * input gives the same files.
 */
public final class OciLayoutWriter {
  private static final String INDEX = "application/vnd.oci.image.index.v1+json";
  private static final String CONFIG = "application/vnd.oci.image.config.v1+json";
  private static final String REF_NAME = "org.opencontainers.image.ref.name";
  private static final String CREATED = "2017-04-18T16:30:00Z";

  private final Path directory;
  private final ContentStore blobs;

  private OciLayoutWriter(Path directory, ContentStore blobs) {
    this.directory = directory;
    this.blobs = blobs;
  }

  /** A layout in {@code directory}, made when it is new. */
  public static OciLayoutWriter in(Path directory) throws IOException {
    Files.createDirectories(directory);
    return new OciLayoutWriter(directory, DirectoryContentStore.open(directory.resolve("blobs")));
  }

  /** Copies {@code image} out of {@code store} and makes it the layout's only content. */
  public Descriptor writeArtifact(BuiltImage image, ContentStore store) throws IOException {
    copy(image.manifest().config(), store);
    for (Descriptor layer : image.manifest().layers()) {
      copy(layer, store);
    }
    Descriptor manifest = blobs.put(Manifest.MEDIA_TYPE, image.manifestBytes());
    index(List.of(entry(manifest, Optional.of(MediaTypes.IMAGE_ARTIFACT), image.name())));
    return manifest;
  }

  /** Puts {@code provenance} beside the artifact {@code manifest}, called {@code name}. */
  public void attachProvenance(Descriptor manifest, String name, Bytes provenance)
      throws IOException {
    Descriptor referrer = AttachedDocument.provenance(blobs, manifest, provenance);
    JsonObject.Builder attached = JsonObject.builder();
    referrer.toJson().members().forEach(attached::put);
    index(
        List.of(
            entry(manifest, Optional.of(MediaTypes.IMAGE_ARTIFACT), name),
            attached.put("artifactType", MediaTypes.PROVENANCE_ARTIFACT).build()));
  }

  /**
   * Makes {@code files} the one layer of an image and the image the layout's only content.
   *
   * @param config how it runs; its {@code diffIds} are not used
   */
  public Descriptor writeImage(FileTree files, ImageConfig config, String tag) throws IOException {
    Path layer = TemporaryFiles.create(directory, "layer");
    try {
      MessageDigest diffId = Digest.newSha256();
      try (OutputStream zstd =
              Zstd.frame(new BufferedOutputStream(Files.newOutputStream(layer), 1 << 16));
          OutputStream tar = new DigestOutputStream(zstd, diffId)) {
        TarWriter.write(files, tar);
      }
      Descriptor blob;
      try (InputStream in = Files.newInputStream(layer)) {
        blob = blobs.put(MediaTypes.COMPONENT_TAR_ZSTD, in);
      }
      Descriptor configBlob =
          blobs.put(CONFIG, JsonWriter.compact(config(config, Digest.ofHash(diffId.digest()))));
      Manifest manifest =
          new Manifest(Optional.empty(), configBlob, List.of(blob), Optional.empty(), Map.of());
      Descriptor stored = blobs.put(Manifest.MEDIA_TYPE, manifest.encode());
      index(List.of(entry(stored, Optional.empty(), tag)));
      return stored;
    } finally {
      Files.deleteIfExists(layer);
    }
  }

  private void copy(Descriptor blob, ContentStore store) throws IOException {
    if (blobs.find(blob.digest()).isPresent()) {
      return;
    }
    Path file =
        store
            .find(blob.digest())
            .orElseThrow(() -> new FileNotFoundException("the store has no " + blob.digest()));
    try (InputStream in = Files.newInputStream(file)) {
      blobs.put(blob.mediaType(), in, blob.digest());
    }
  }

  private static JsonObject config(ImageConfig config, Digest diffId) {
    JsonObject.Builder run = JsonObject.builder();
    putList(run, "Entrypoint", config.entrypoint());
    putList(run, "Cmd", config.command());
    putList(run, "Env", config.env());
    config.workingDirectory().ifPresent(d -> run.put("WorkingDir", d));
    if (!config.user().isEmpty()) {
      run.put("User", config.user());
    }
    if (!config.labels().isEmpty()) {
      JsonObject.Builder labels = JsonObject.builder();
      new TreeMap<>(config.labels()).forEach(labels::put);
      run.put("Labels", labels.build());
    }
    return JsonObject.builder()
        .put("created", CREATED)
        .put("architecture", "amd64")
        .put("os", "linux")
        .put("config", run.build())
        .put(
            "rootfs",
            JsonObject.builder()
                .put("type", "layers")
                .putStrings("diff_ids", List.of(diffId.toString()))
                .build())
        .build();
  }

  private static void putList(JsonObject.Builder json, String name, List<String> items) {
    if (!items.isEmpty()) {
      json.putStrings(name, items);
    }
  }

  private static JsonObject entry(Descriptor manifest, Optional<String> artifactType, String tag) {
    Descriptor named =
        new Descriptor(
            manifest.mediaType(), manifest.digest(), manifest.size(), Map.of(REF_NAME, tag));
    JsonObject.Builder entry = JsonObject.builder();
    named.toJson().members().forEach(entry::put);
    artifactType.ifPresent(t -> entry.put("artifactType", t));
    return entry.build();
  }

  private void index(List<JsonObject> entries) throws IOException {
    replace(
        "oci-layout",
        JsonWriter.compact(JsonObject.builder().put("imageLayoutVersion", "1.0.0").build()));
    replace(
        "index.json",
        JsonWriter.compact(
            JsonObject.builder()
                .put("schemaVersion", 2)
                .put("mediaType", INDEX)
                .put("manifests", entries)
                .build()));
  }

  private void replace(String name, Bytes content) throws IOException {
    Path temporary = TemporaryFiles.create(directory, name);
    try {
      Files.write(temporary, content.toArray());
      Files.move(
          temporary,
          directory.resolve(name),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
