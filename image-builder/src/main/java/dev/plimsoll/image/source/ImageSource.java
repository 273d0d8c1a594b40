package dev.plimsoll.image.source;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.formats.oci.Manifest;
import dev.plimsoll.image.layer.LayerLimits;
import dev.plimsoll.image.progress.Progress;
import dev.plimsoll.image.progress.ReportedInput;
import dev.plimsoll.image.source.LockEntry.Image;
import dev.plimsoll.image.spec.Located;
import dev.plimsoll.image.store.ContentStore;
import dev.plimsoll.image.store.DigestMismatchException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Brings an image from a {@link BlobSource} into the content store: manifest, config and layers,
 * each checked against its digest before it is used. What the lock file pins is taken from the
 * store when it is there, and never replaced by something newer in silence.
 */
final class ImageSource {
  private final ContentStore store;
  private final LockFile lock;
  private final Progress progress;

  ImageSource(ContentStore store, LockFile lock, Progress progress) {
    this.store = store;
    this.lock = lock;
    this.progress = progress;
  }

  Component fetch(Reference reference, Located<String> where, BlobSource source)
      throws FormatException, IOException {
    String what = where.at() + ": " + where.value();
    try {
      Bytes manifestBytes = resolve(reference, where, source);
      Manifest manifest = ImageManifests.image(what, manifestBytes);
      Map<Digest, Descriptor> stored = new HashMap<>();
      for (Descriptor layer : manifest.layers()) {
        ImageManifests.layerType(what, layer.mediaType());
        stored.put(layer.digest(), bring(layer, source, where));
      }
      bring(manifest.config(), source, where);
      ImageConfig config =
          ImageConfig.parse(
              what + ": image config",
              store.read(manifest.config().digest(), ImageManifests.MAX_CONFIG));
      lock.record(
          reference,
          new Image(
              manifestBytes.digest(), manifest.layers().stream().map(Descriptor::digest).toList()));
      return new Component(
          where, reference.text(), ImageManifests.layers(what, manifest, config, stored), config);
    } catch (DigestMismatchException e) {
      throw new SourceException(where, String.valueOf(e.getMessage()), e);
    }
  }

  private Bytes resolve(Reference reference, Located<String> where, BlobSource source)
      throws FormatException, IOException {
    try (Progress.Task task =
        progress.begin(Progress.Kind.RESOLVE, reference.text(), OptionalLong.empty())) {
      Bytes manifest = manifest(reference, where, source);
      task.advance(manifest.size());
      task.done();
      return manifest;
    }
  }

  private Bytes manifest(Reference reference, Located<String> where, BlobSource source)
      throws FormatException, IOException {
    Optional<LockEntry> pin = lock.pinned(reference, where);
    if (pin.isPresent() && !(pin.get() instanceof Image)) {
      throw new FormatException(
          where.at().toString(), reference.text() + " is locked as a package; build with --update");
    }
    if (pin.isPresent() && pin.get() instanceof Image image) {
      return pinned(image, where, source);
    }
    Bytes found = source.findManifest().bytes();
    Bytes manifest = descend(found, where, source);
    keep(manifest);
    return manifest;
  }

  private Bytes pinned(Image image, Located<String> where, BlobSource source)
      throws FormatException, IOException {
    if (source.local()) {
      Bytes now = descend(source.findManifest().bytes(), where, source);
      if (!now.digest().equals(image.manifest())) {
        throw new FormatException(
            where.at().toString(),
            where.value()
                + " is "
                + now.digest()
                + " now, the lock file pins "
                + image.manifest()
                + "; build with --update to take the new one");
      }
      keep(now);
      return now;
    }
    if (store.find(image.manifest()).isPresent()) {
      return store.read(image.manifest(), ImageManifests.MAX_MANIFEST);
    }
    Bytes manifest =
        source
            .findManifest(image.manifest())
            .orElseThrow(
                () -> new SourceException(where, "no longer has the locked " + image.manifest()));
    check(manifest, image.manifest(), where);
    keep(manifest);
    return manifest;
  }

  /** From an index to the one manifest for this platform. */
  private static Bytes descend(Bytes found, Located<String> where, BlobSource source)
      throws FormatException, IOException {
    String what = where.at() + ": " + where.value();
    JsonObject json = ImageManifests.parse(what, found);
    if (!ImageManifests.isIndex(json)) {
      return found;
    }
    Descriptor child = ImageManifests.pickPlatform(what, json);
    Bytes manifest =
        source
            .findManifest(child.digest())
            .orElseThrow(() -> new SourceException(where, "lacks its manifest " + child.digest()));
    check(manifest, child.digest(), where);
    return manifest;
  }

  private static void check(Bytes content, Digest expected, Located<String> where)
      throws SourceException {
    if (!content.digest().equals(expected)) {
      throw new SourceException(
          where, "a manifest has digest " + content.digest() + ", wanted " + expected);
    }
  }

  private void keep(Bytes manifest) throws IOException {
    store.put(Manifest.MEDIA_TYPE, manifest);
  }

  /** Fetches a blob unless the store has it. */
  private Descriptor bring(Descriptor blob, BlobSource source, Located<String> where)
      throws IOException {
    if (blob.size() > LayerLimits.DEFAULT.maxExpanded()) {
      throw new SourceException(where, "blob " + blob.digest() + " of " + blob.size() + " bytes");
    }
    if (store.find(blob.digest()).isEmpty()) {
      String shown = where.value() + " " + blob.digest().hex().substring(0, 12);
      try (Progress.Task task =
              progress.begin(Progress.Kind.FETCH, shown, OptionalLong.of(blob.size()));
          InputStream in = new ReportedInput(source.open(blob), task)) {
        Descriptor stored =
            store.put(blob.mediaType(), new SizedInput(in, blob.size()), blob.digest());
        task.done();
        return stored;
      } catch (FileNotFoundException e) {
        throw new SourceException(where, "lacks its blob " + blob.digest(), e);
      }
    }
    return blob;
  }
}
