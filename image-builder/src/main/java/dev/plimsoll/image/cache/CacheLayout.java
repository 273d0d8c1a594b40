package dev.plimsoll.image.cache;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonWriter;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.formats.oci.Manifest;
import dev.plimsoll.image.source.LockEntry;
import dev.plimsoll.image.source.LockText;
import dev.plimsoll.image.store.ContentStore;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Everything of a lock file as an OCI image layout (image-spec 1.1, image-layout.md). {@code
 * index.json} names
 *
 * <ul>
 *   <li>each image by its reference, with its platform, so that other tools can copy it;
 *   <li>each package as an artifact {@code application/vnd.plimsoll.package.v1} with the archive as
 *       its layer;
 *   <li>one artifact {@code application/vnd.plimsoll.lock.v2} with the lock file, the indexes that
 *       images were taken from, and the signatures that admitted them.
 * </ul>
 *
 * <p>The same lock file and store give the same layout, byte for byte.
 *
 * @param documents made here, by path
 * @param blobs of the store
 */
record CacheLayout(Map<String, Bytes> documents, Map<Digest, Path> blobs) {
  static final String LOCK_TYPE = "application/vnd.plimsoll.lock.v2";
  static final String PACKAGE_TYPE = "application/vnd.plimsoll.package.v1";
  private static final String LOCK_FILE_TYPE = "application/vnd.plimsoll.lock.v2+json";
  private static final String ARCHIVE_TYPE = "application/vnd.debian.binary-package";
  private static final String EMPTY_TYPE = "application/vnd.oci.empty.v1+json";
  private static final String REF_NAME = "org.opencontainers.image.ref.name";
  private static final Bytes EMPTY = Bytes.ofUtf8("{}");

  static CacheLayout of(LockText lock, ContentStore store) throws IOException {
    return new Builder(store).build(lock);
  }

  static String path(Digest digest) {
    return "blobs/sha256/" + digest.hex();
  }

  private static final class Builder {
    private final ContentStore store;
    private final Map<String, Bytes> documents = new TreeMap<>();
    private final Map<Digest, Path> blobs = new TreeMap<>();
    private final List<JsonValue> entries = new ArrayList<>();
    private final Map<Digest, Descriptor> withLock = new TreeMap<>();

    Builder(ContentStore store) {
      this.store = store;
    }

    CacheLayout build(LockText lock) throws IOException {
      add(EMPTY);
      for (Map.Entry<String, Map<String, LockEntry>> reference : lock.entries().entrySet()) {
        for (Map.Entry<String, LockEntry> platform : reference.getValue().entrySet()) {
          add(reference.getKey(), platform.getKey(), platform.getValue());
        }
      }
      Bytes text = lock.encode();
      List<Descriptor> layers =
          new ArrayList<>(List.of(described(LOCK_FILE_TYPE, add(text), text)));
      layers.addAll(withLock.values());
      entries.add(artifact(LOCK_TYPE, layers, Map.of(REF_NAME, "plimsoll.lock")));
      documents.put("oci-layout", Bytes.ofUtf8("{\"imageLayoutVersion\":\"1.0.0\"}"));
      documents.put(
          "index.json",
          JsonWriter.compact(
              JsonObject.builder()
                  .put("schemaVersion", 2)
                  .put("mediaType", "application/vnd.oci.image.index.v1+json")
                  .put("manifests", entries)
                  .build()));
      return new CacheLayout(documents, blobs);
    }

    private void add(String reference, String platform, LockEntry entry) throws IOException {
      for (Digest digest : Reach.blobs(entry)) {
        blob(digest, reference, platform);
      }
      switch (entry) {
        case LockEntry.Deb deb -> {
          Descriptor archive = Descriptor.of(ARCHIVE_TYPE, deb.archive(), size(deb.archive()));
          Map<String, String> says =
              Map.of(
                  REF_NAME,
                  reference,
                  "dev.plimsoll.package.name",
                  deb.name(),
                  "dev.plimsoll.package.version",
                  deb.version(),
                  "dev.plimsoll.package.architecture",
                  deb.architecture(),
                  "dev.plimsoll.platform",
                  platform);
          entries.add(artifact(PACKAGE_TYPE, List.of(archive), says));
        }
        case LockEntry.Image image -> image(reference, platform, image);
      }
    }

    private void image(String reference, String platform, LockEntry.Image image)
        throws IOException {
      Manifest manifest = manifest(image.manifest());
      blob(manifest.config().digest(), reference, platform); // version 1 does not name it
      String[] parts = platform.split("/", -1);
      entries.add(
          JsonObject.builder()
              .put("mediaType", mediaType(image.manifest()))
              .put("digest", image.manifest().toString())
              .put("size", size(image.manifest()))
              .put(
                  "platform",
                  JsonObject.builder().put("architecture", parts[1]).put("os", parts[0]).build())
              .put("annotations", JsonObject.builder().put(REF_NAME, reference).build())
              .build());
      List<Digest> carried = new ArrayList<>(image.bundles());
      image.index().ifPresent(carried::add);
      for (Digest digest : carried) {
        withLock.put(digest, Descriptor.of("application/octet-stream", digest, size(digest)));
      }
    }

    private long size(Digest digest) throws IOException {
      return Files.size(Optional.ofNullable(blobs.get(digest)).orElseThrow());
    }

    private Manifest manifest(Digest digest) throws IOException {
      try {
        return Manifest.parse("manifest " + digest, store.read(digest, 4 << 20));
      } catch (FormatException e) {
        throw new IOException(e.getMessage(), e);
      }
    }

    private String mediaType(Digest digest) throws IOException {
      String text = store.read(digest, 4 << 20).utf8();
      String docker = "application/vnd.docker.distribution.manifest.v2+json";
      return text.contains("\"" + docker + "\"") ? docker : Manifest.MEDIA_TYPE;
    }

    /** Compared with its digest: what is damaged here must not be carried elsewhere. */
    private void blob(Digest digest, String reference, String platform) throws IOException {
      if (blobs.containsKey(digest)) {
        return;
      }
      try {
        blobs.put(digest, store.findVerified(digest));
      } catch (FileNotFoundException e) {
        throw new IOException(
            reference
                + " for "
                + platform
                + ": the store has not "
                + digest
                + "; build once with this lock file to fetch it",
            e);
      }
    }

    private JsonObject artifact(
        String type, List<Descriptor> layers, Map<String, String> annotations) {
      Manifest manifest =
          new Manifest(
              Optional.of(type),
              described(EMPTY_TYPE, EMPTY.digest(), EMPTY),
              layers,
              Optional.empty(),
              annotations);
      Bytes text = manifest.encode();
      JsonObject.Builder says = JsonObject.builder();
      manifest.annotations().forEach(says::put);
      return JsonObject.builder()
          .put("mediaType", Manifest.MEDIA_TYPE)
          .put("artifactType", type)
          .put("digest", add(text).toString())
          .put("size", text.size())
          .put("annotations", says.build())
          .build();
    }

    private static Descriptor described(String type, Digest digest, Bytes text) {
      return Descriptor.of(type, digest, text.size());
    }

    private Digest add(Bytes document) {
      Digest digest = document.digest();
      documents.put(path(digest), document);
      return digest;
    }
  }
}
