package dev.plimsoll.image.source;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonWriter;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.formats.oci.Manifest;
import dev.plimsoll.image.registry.Registries;
import dev.plimsoll.image.registry.RegistryWriter;
import dev.plimsoll.image.registry.RegistryWriter.Referrers;
import dev.plimsoll.image.store.ContentStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Pushes what the content store has to a registry: an image, an artifact or an index, its parts
 * before itself, so that nobody sees it half there. A manifest with a subject is listed among the
 * referrers of that, by the registry or under the fallback tag. Blocking; thread-safe.
 *
 * <p>Two pushes of referrers of one subject at the same time may lose one where the registry has no
 * referrers API: the fallback tag cannot be written by compare-and-set (distribution-spec 1.1).
 */
public final class OciPusher {
  private static final int MAX_NESTED = 4;
  private static final String EMPTY_CONFIG = "application/vnd.oci.empty.v1+json";

  private final Registries registries;

  public OciPusher(SourceOptions options) {
    this.registries = new Registries(options.settings());
  }

  /**
   * Pushes {@code manifest} under the tag of {@code target}, or under its digest alone.
   *
   * @return the digest of the manifest
   * @throws IOException also when a part of it is not in {@code store}, or was changed there
   */
  public Digest push(Reference.Registry target, Digest manifest, ContentStore store)
      throws IOException {
    if (target.digest().isPresent() && !target.digest().get().equals(manifest)) {
      throw new IOException(target.text() + " cannot be pushed to: the image is " + manifest);
    }
    RegistryWriter writer = new RegistryWriter(registries, target.host(), target.repository());
    try {
      push(
          target.digest().isPresent() ? manifest.toString() : target.selector(),
          manifest,
          store,
          writer,
          0);
    } catch (FormatException e) {
      throw new IOException("cannot push to " + target.text() + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new IOException("cannot push to " + target.text() + ": " + e.getMessage(), e);
    }
    return manifest;
  }

  private static void push(
      String selector, Digest digest, ContentStore store, RegistryWriter writer, int depth)
      throws FormatException, IOException {
    Bytes text = store.read(digest, ImageManifests.MAX_MANIFEST);
    String what = "manifest " + digest;
    JsonObject json = ImageManifests.parse(what, text);
    boolean index = ImageManifests.isIndex(what, json);
    if (depth > MAX_NESTED) {
      throw new FormatException(what, "indexes within indexes");
    }
    if (index) {
      for (JsonObject child : ImageManifests.children(json)) {
        Digest each = Descriptor.parse(child).digest();
        push(each.toString(), each, store, writer, depth + 1);
      }
    } else {
      pushBlobs(Manifest.parse(what, text), store, writer);
    }
    String type =
        json.findString("mediaType").orElse(index ? ImageManifests.INDEX : Manifest.MEDIA_TYPE);
    Referrers listed = writer.putManifest(selector, type, text);
    Optional<JsonObject> subject = json.findObject("subject");
    if (subject.isPresent() && listed == Referrers.BY_TAG) {
      list(Descriptor.parse(subject.get()).digest(), entry(type, text, json), writer);
    }
  }

  private static void pushBlobs(Manifest manifest, ContentStore store, RegistryWriter writer)
      throws IOException {
    List<Descriptor> blobs = new ArrayList<>(manifest.layers());
    blobs.add(manifest.config());
    for (Descriptor blob : blobs) {
      writer.putBlob(blob, store.findVerified(blob.digest()), Optional.empty());
    }
  }

  /** How the fallback tag's index describes a referrer. */
  private static JsonObject entry(String type, Bytes text, JsonObject json) throws FormatException {
    JsonObject.Builder entry =
        JsonObject.builder()
            .put("mediaType", type)
            .put("digest", text.digest().toString())
            .put("size", text.size());
    Optional<String> artifactType = json.findString("artifactType").filter(t -> !t.isEmpty());
    Optional<JsonObject> config = json.findObject("config");
    if (artifactType.isEmpty() && config.isPresent()) {
      artifactType = config.get().findString("mediaType").filter(t -> !t.equals(EMPTY_CONFIG));
    }
    entry.putIfPresent("artifactType", artifactType);
    json.findObject("annotations").ifPresent(a -> entry.put("annotations", a));
    return entry.build();
  }

  private static void list(Digest subject, JsonObject entry, RegistryWriter writer)
      throws FormatException, IOException {
    List<JsonValue> entries = new ArrayList<>();
    Optional<Bytes> before = writer.findFallback(subject, ImageManifests.INDEX);
    if (before.isPresent()) {
      JsonObject json = ImageManifests.parse("referrers of " + subject, before.get());
      for (JsonObject each : ImageManifests.children(json)) {
        if (each.string("digest").equals(entry.string("digest"))) {
          return;
        }
        entries.add(each);
      }
    }
    entries.add(entry);
    Bytes index =
        JsonWriter.compact(
            JsonObject.builder()
                .put("schemaVersion", 2)
                .put("mediaType", ImageManifests.INDEX)
                .put("manifests", entries)
                .build());
    writer.putManifest("sha256-" + subject.hex(), ImageManifests.INDEX, index);
  }
}
