package dev.plimsoll.image.provenance;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.SourcePosition;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonWriter;
import dev.plimsoll.formats.oci.Manifest;
import dev.plimsoll.image.layer.Attributes;
import dev.plimsoll.image.layer.Content;
import dev.plimsoll.image.layer.Node.RegularFile;
import dev.plimsoll.image.layer.TreeBuilder;
import dev.plimsoll.image.output.TarWriter;
import dev.plimsoll.image.source.LockEntry;
import dev.plimsoll.image.source.LockText;
import dev.plimsoll.image.source.Reference;
import dev.plimsoll.image.spec.Located;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Puts local images together again from their blobs: OCI layouts as folders or archives, and what
 * {@code docker save} writes. The files are not those of the builder byte for byte; the images in
 * them are, which is what the lock pins. Used by one thread.
 */
final class LocalImages {
  private static final String INDEX_TYPE = "application/vnd.oci.image.index.v1+json";
  private static final String REF_NAME = "org.opencontainers.image.ref.name";
  private static final int MAX_DOCUMENT = 4 << 20;

  private final LocalFiles files;

  LocalImages(LocalFiles files) {
    this.files = files;
  }

  /** An image, and the tag that the specification knows it by. */
  private record Tagged(Optional<String> tag, LockEntry.Image image) {}

  void layOut(LockText lock) throws FormatException, IOException {
    Map<String, List<Tagged>> folders = new TreeMap<>();
    Map<String, List<Tagged>> archives = new TreeMap<>();
    Map<String, List<Tagged>> dockers = new TreeMap<>();
    for (Map.Entry<String, Map<String, LockEntry>> e : lock.entries().entrySet()) {
      Reference reference =
          Reference.parse(new Located<>(e.getKey(), new SourcePosition("provenance", 1, 1)));
      for (LockEntry entry : e.getValue().values()) {
        if (entry instanceof LockEntry.Image image) {
          switch (reference) {
            case Reference.OciDirectory d -> add(folders, d.path(), new Tagged(d.tag(), image));
            case Reference.OciArchive a -> add(archives, a.path(), new Tagged(a.tag(), image));
            case Reference.DockerArchive a -> add(dockers, a.path(), new Tagged(a.tag(), image));
            case Reference.Registry r -> {}
            case Reference.DebPackage d -> {}
          }
        }
      }
    }
    for (Map.Entry<String, List<Tagged>> e : folders.entrySet()) {
      folder(e.getKey(), e.getValue());
    }
    for (Map.Entry<String, List<Tagged>> e : archives.entrySet()) {
      archive(e.getKey(), layout(e.getKey(), e.getValue()));
    }
    for (Map.Entry<String, List<Tagged>> e : dockers.entrySet()) {
      archive(e.getKey(), saved(e.getKey(), e.getValue()));
    }
  }

  private static void add(Map<String, List<Tagged>> images, String path, Tagged image) {
    images.computeIfAbsent(path, p -> new ArrayList<>()).add(image);
  }

  private void folder(String path, List<Tagged> images) throws FormatException, IOException {
    Path folder = files.target(path);
    for (Map.Entry<String, Content> e : layout(path, images).entrySet()) {
      Path to = folder.resolve(e.getKey());
      Files.createDirectories(Optional.ofNullable(to.getParent()).orElseThrow());
      try (OutputStream out = Files.newOutputStream(to)) {
        e.getValue().writeTo(out);
      }
    }
  }

  private void archive(String path, Map<String, Content> content)
      throws FormatException, IOException {
    TreeBuilder tree = new TreeBuilder();
    for (Map.Entry<String, Content> e : content.entrySet()) {
      tree.add(e.getKey(), new RegularFile(Attributes.generated(0644), e.getValue()), path);
    }
    try (OutputStream out =
        new BufferedOutputStream(Files.newOutputStream(files.target(path)), 1 << 16)) {
      TarWriter.write(tree.build(), out);
    }
  }

  private Content blob(String path, Digest digest) throws FormatException, IOException {
    Path file = files.blob(path, digest);
    return new Content.Stretch(file, 0, Files.size(file));
  }

  private static Content text(JsonValue json) {
    return new Content.Inline(JsonWriter.compact(json));
  }

  /** The files of an OCI layout. */
  private Map<String, Content> layout(String path, List<Tagged> images)
      throws FormatException, IOException {
    Map<String, Content> content = new TreeMap<>();
    List<JsonObject> entries = new ArrayList<>();
    Set<String> listed = new HashSet<>();
    for (Tagged tagged : images) {
      for (Digest digest : tagged.image.blobs()) {
        content.put("blobs/sha256/" + digest.hex(), blob(path, digest));
      }
      Digest named = tagged.image.index().orElse(tagged.image.manifest());
      if (listed.add(named + " " + tagged.tag.orElse(""))) {
        entries.add(entry(tagged, named, blob(path, named).length()));
      }
    }
    JsonObject index =
        JsonObject.builder().put("schemaVersion", 2).put("manifests", entries).build();
    content.put("index.json", text(index));
    content.put(
        "oci-layout", text(JsonObject.builder().put("imageLayoutVersion", "1.0.0").build()));
    return content;
  }

  private static JsonObject entry(Tagged tagged, Digest named, long size) throws FormatException {
    if (size > MAX_DOCUMENT) {
      throw new FormatException("manifest " + named + " is larger than " + MAX_DOCUMENT);
    }
    JsonObject.Builder entry =
        JsonObject.builder()
            .put("mediaType", tagged.image.index().isPresent() ? INDEX_TYPE : Manifest.MEDIA_TYPE)
            .put("digest", named.toString())
            .put("size", size);
    tagged.tag.ifPresent(
        tag -> entry.put("annotations", JsonObject.builder().put(REF_NAME, tag).build()));
    return entry.build();
  }

  /** The files that {@code docker save} writes, named by their digests. */
  private Map<String, Content> saved(String path, List<Tagged> images)
      throws FormatException, IOException {
    Map<String, Content> content = new TreeMap<>();
    List<JsonValue> list = new ArrayList<>();
    for (Tagged tagged : images) {
      Digest config =
          tagged
              .image
              .config()
              .orElseThrow(() -> new FormatException(path + " is pinned without its config"));
      content.put(config.hex() + ".json", blob(path, config));
      List<String> layers = new ArrayList<>();
      for (Digest layer : tagged.image.layers()) {
        content.put(layer.hex() + ".tar", blob(path, layer));
        layers.add(layer.hex() + ".tar");
      }
      List<String> names = tagged.tag.map(t -> List.of("image:" + t)).orElse(List.of());
      list.add(
          JsonObject.builder()
              .put("Config", config.hex() + ".json")
              .putStrings("RepoTags", names)
              .putStrings("Layers", layers)
              .build());
    }
    Bytes manifest = JsonWriter.compact(new JsonValue.JsonArray(list));
    content.put("manifest.json", new Content.Inline(manifest));
    return content;
  }
}
