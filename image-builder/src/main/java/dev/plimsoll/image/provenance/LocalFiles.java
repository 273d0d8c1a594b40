package dev.plimsoll.image.provenance;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.SourcePosition;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonWriter;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.formats.oci.Manifest;
import dev.plimsoll.image.provenance.BuildRecord.LocalFile;
import dev.plimsoll.image.source.LockEntry;
import dev.plimsoll.image.source.Reference;
import dev.plimsoll.image.spec.Located;
import dev.plimsoll.image.store.ContentStore;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lays the local inputs of a recorded build out in a new folder: files by their digest, from the
 * record, the content store or a folder that the user names; OCI layouts put together again from
 * the store. Nothing that differs from the record gets in. Used by one thread.
 */
final class LocalFiles {
  /** Where files of the builder's home directory lie: {@code ~/x} is {@code ~/x} in the folder. */
  static final String HOME = "~";

  private static final int MAX_MANIFEST = 4 << 20;

  private final ContentStore store;
  private final Optional<Path> source;
  private final Path target;

  /**
   * @param source the folder of the specification, where there is one
   * @param target new and empty
   */
  LocalFiles(ContentStore store, Optional<Path> source, Path target) {
    this.store = store;
    this.source = source;
    this.target = target;
  }

  /**
   * @throws IOException when an input is nowhere to be found
   */
  void layOut(BuildRecord build) throws FormatException, IOException {
    for (LocalFile file : build.files()) {
      place(file);
    }
    for (Map.Entry<String, Map<String, LockEntry>> e : build.lock().entries().entrySet()) {
      Reference reference =
          Reference.parse(new Located<>(e.getKey(), new SourcePosition("provenance", 1, 1)));
      if (reference instanceof Reference.OciDirectory layout) {
        for (LockEntry entry : e.getValue().values()) {
          if (entry instanceof LockEntry.Image image) {
            layout(layout, image);
          }
        }
      }
    }
  }

  private Path inside(Path folder, String path) throws FormatException {
    try {
      Path found = folder.resolve(path).normalize();
      if (!path.isEmpty() && found.startsWith(folder) && !found.equals(folder)) {
        return found;
      }
    } catch (InvalidPathException e) {
      throw new FormatException(
          "local file " + FormatException.quote(path) + " is no usable path", e);
    }
    throw new FormatException(
        "local file " + FormatException.quote(path) + " lies outside the folder");
  }

  private void place(LocalFile file) throws FormatException, IOException {
    Path to = inside(target, file.path());
    Files.createDirectories(Optional.ofNullable(to.getParent()).orElseThrow());
    if (file.content().isPresent()) {
      Files.write(to, file.content().get().toArray());
      return;
    }
    Optional<Path> stored = store.find(file.digest());
    if (stored.isPresent()) {
      Files.copy(store.findVerified(file.digest()), to, StandardCopyOption.REPLACE_EXISTING);
      return;
    }
    if (source.isPresent()) {
      Path there = inside(source.get(), file.path());
      if (Files.isRegularFile(there)) {
        Files.copy(there, to, StandardCopyOption.REPLACE_EXISTING);
        try (InputStream in = Files.newInputStream(to)) {
          Digest now = Digest.of(in);
          if (now.equals(file.digest())) {
            return;
          }
          throw new IOException(there + " has digest " + now + ", the build had " + file.digest());
        }
      }
    }
    throw new FileNotFoundException(
        "local file "
            + file.path()
            + " ("
            + file.digest()
            + ") is neither in the store nor in the folder of the specification; name that folder"
            + " with --source");
  }

  private void layout(Reference.OciDirectory reference, LockEntry.Image image)
      throws FormatException, IOException {
    Path folder = inside(target, reference.path());
    Path blobs = Files.createDirectories(folder.resolve("blobs").resolve("sha256"));
    for (Digest digest : image.blobs()) {
      Path to = blobs.resolve(digest.hex());
      if (!Files.exists(to)) {
        Files.copy(blob(reference, digest), to);
      }
    }
    Digest named = image.index().orElse(image.manifest());
    Path file = blobs.resolve(named.hex());
    if (Files.size(file) > MAX_MANIFEST) {
      throw new FormatException("manifest " + named + " is larger than " + MAX_MANIFEST);
    }
    JsonObject.Builder entry =
        JsonObject.builder()
            .put(
                "mediaType",
                image.index().isPresent()
                    ? "application/vnd.oci.image.index.v1+json"
                    : Manifest.MEDIA_TYPE)
            .put("digest", named.toString())
            .put("size", Files.size(file));
    reference
        .tag()
        .ifPresent(
            tag ->
                entry.put(
                    "annotations",
                    JsonObject.builder().put("org.opencontainers.image.ref.name", tag).build()));
    Bytes index =
        JsonWriter.compact(
            JsonObject.builder()
                .put("schemaVersion", 2)
                .put("manifests", List.of(entry.build()))
                .build());
    Files.write(folder.resolve("index.json"), index.toArray());
    Files.writeString(folder.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
  }

  private Path blob(Reference.OciDirectory reference, Digest digest)
      throws FormatException, IOException {
    if (store.find(digest).isPresent()) {
      return store.findVerified(digest);
    }
    if (source.isPresent()) {
      Path there =
          inside(source.get(), reference.path())
              .resolve("blobs")
              .resolve("sha256")
              .resolve(digest.hex());
      if (Files.isRegularFile(there)) {
        try (InputStream in = Files.newInputStream(there)) {
          Descriptor kept = store.put("application/octet-stream", in, digest);
          return store.findVerified(kept.digest());
        }
      }
    }
    throw new FileNotFoundException(
        reference.text() + ": blob " + digest + " is neither in the store nor in --source");
  }
}
