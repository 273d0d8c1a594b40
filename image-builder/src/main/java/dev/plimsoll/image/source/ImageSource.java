package dev.plimsoll.image.source;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.formats.oci.Manifest;
import dev.plimsoll.image.layer.LayerLimits;
import dev.plimsoll.image.progress.Progress;
import dev.plimsoll.image.progress.ReportedInput;
import dev.plimsoll.image.source.LockEntry.Image;
import dev.plimsoll.image.source.ManifestResolver.Resolved;
import dev.plimsoll.image.spec.Located;
import dev.plimsoll.image.store.ContentStore;
import dev.plimsoll.image.store.DigestMismatchException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Brings an image from a {@link BlobSource} into the content store: manifest, then the trust
 * policy's word on it, then config and layers, each checked against its digest before it is used.
 * What the lock file pins is taken from the store when it is there, and never replaced by something
 * newer in silence.
 */
final class ImageSource {
  private final ContentStore store;
  private final LockFile lock;
  private final FetchRules rules;
  private final Progress progress;
  private final Arrivals.Build arrivals;

  ImageSource(
      ContentStore store,
      LockFile lock,
      FetchRules rules,
      Progress progress,
      Arrivals.Build arrivals) {
    this.store = store;
    this.arrivals = arrivals;
    this.lock = lock;
    this.rules = rules;
    this.progress = progress;
  }

  Component fetch(Reference reference, Located<String> where, BlobSource source)
      throws FormatException, IOException {
    List<Digest> parts = new ArrayList<>();
    try {
      return fetched(reference, where, source, parts);
    } catch (DigestMismatchException e) {
      arrivals.withdraw(parts);
      throw new SourceException(where, String.valueOf(e.getMessage()), e);
    } catch (FormatException e) {
      arrivals.withdraw(parts);
      throw e;
    } catch (SourceException e) {
      if (Optional.ofNullable(e.getCause()).isEmpty()) {
        arrivals.withdraw(parts); // refused for what it is; no network's or disk's fault
      }
      throw e;
    }
  }

  /**
   * @param parts receives every blob that it comes to: what was malformed must not stay
   */
  private Component fetched(
      Reference reference, Located<String> where, BlobSource source, List<Digest> parts)
      throws FormatException, IOException {
    String what = where.at() + ": " + where.value();
    Optional<Image> pin = pin(reference, where);
    Resolved resolved = reported(reference, pin, where, source, parts);
    Manifest manifest = ImageManifests.image(what, resolved.manifest());
    for (Descriptor layer : manifest.layers()) {
      ImageManifests.layerType(what, layer.mediaType());
    }
    Admission admission = Admission.of(reference, where, resolved, pin, source, store, rules);
    // The config first: an image for another machine is refused before its layers are fetched.
    bring(manifest.config(), source, where, parts);
    ImageConfig config =
        ImageConfig.parse(
            what + ": image config",
            store.read(manifest.config().digest(), ImageManifests.MAX_CONFIG),
            rules.architecture());
    Map<Digest, Descriptor> stored = new HashMap<>();
    for (Descriptor layer : manifest.layers()) {
      stored.put(layer.digest(), bring(layer, source, where, parts));
    }
    List<Component.Layer> layers = ImageManifests.layers(what, manifest, config, stored);
    for (Component.Layer layer : layers) {
      if (layer.diffId().isPresent()) {
        claim(layer.diffId().get(), parts);
      }
    }
    Image entry =
        new Image(
            resolved.index(),
            resolved.manifest().digest(),
            Optional.of(manifest.config().digest()),
            manifest.layers().stream().map(Descriptor::digest).toList(),
            admission.bundles(),
            admission.trustedBy());
    lock.record(reference, rules.architecture(), entry);
    store.used(entry.manifest(), reference.text() + " " + Platform.key(rules.architecture()));
    return new Component(where, reference.text(), layers, config, Optional.of(entry), parts);
  }

  private Optional<Image> pin(Reference reference, Located<String> where) throws FormatException {
    Optional<LockEntry> pin = lock.pinned(reference, rules.architecture(), where);
    if (pin.isPresent() && !(pin.get() instanceof Image)) {
      throw new FormatException(
          where.at().toString(), reference.text() + " is locked as a package; build with --update");
    }
    return pin.map(Image.class::cast);
  }

  private Resolved reported(
      Reference reference,
      Optional<Image> pin,
      Located<String> where,
      BlobSource source,
      List<Digest> parts)
      throws FormatException, IOException {
    try (Progress.Task task =
        progress.begin(Progress.Kind.RESOLVE, reference.text(), OptionalLong.empty())) {
      Resolved resolved = resolve(reference, pin, where, source, parts);
      task.advance(resolved.manifest().size());
      task.done();
      return resolved;
    }
  }

  private Resolved resolve(
      Reference reference,
      Optional<Image> pin,
      Located<String> where,
      BlobSource source,
      List<Digest> parts)
      throws FormatException, IOException {
    ManifestResolver resolver =
        new ManifestResolver(
            store, rules.architecture(), where, source, digest -> claim(digest, parts));
    if (pin.isPresent()) {
      return resolver.again(pin.get());
    }
    Optional<Digest> index = source.local() ? Optional.empty() : lock.pinnedIndex(reference);
    return index.isPresent() ? resolver.within(index.get()) : resolver.now();
  }

  private boolean claim(Digest digest, List<Digest> parts) throws IOException {
    parts.add(digest);
    return arrivals.claim(digest);
  }

  /** Fetches a blob unless the store has it, whole. */
  private Descriptor bring(
      Descriptor blob, BlobSource source, Located<String> where, List<Digest> parts)
      throws IOException {
    if (blob.size() > LayerLimits.DEFAULT.maxExpanded()) {
      throw new SourceException(where, "blob " + blob.digest() + " of " + blob.size() + " bytes");
    }
    claim(blob.digest(), parts);
    Optional<Path> there = store.find(blob.digest());
    if (there.isPresent() && Files.size(there.get()) == blob.size()) {
      return blob;
    }
    for (int attempt = 1; ; attempt++) {
      try {
        return copy(blob, source, attempt, where);
      } catch (FileNotFoundException e) {
        throw new SourceException(where, "lacks its blob " + blob.digest(), e);
      } catch (SourceException e) {
        throw e;
      } catch (IOException e) {
        boolean over = attempt >= source.attempts() || e instanceof InterruptedIOException;
        if (over && e instanceof DigestMismatchException) {
          throw e;
        } else if (over) {
          throw new SourceException(where, "blob " + blob.digest() + ": " + e.getMessage(), e);
        }
      }
    }
  }

  private Descriptor copy(Descriptor blob, BlobSource source, int attempt, Located<String> where)
      throws IOException {
    String shown = where.value() + " " + blob.digest().hex().substring(0, 12);
    try (Progress.Task task =
            progress.begin(Progress.Kind.FETCH, shown, OptionalLong.of(blob.size()));
        InputStream in = new ReportedInput(source.open(blob, attempt), task)) {
      Descriptor stored =
          store.put(blob.mediaType(), new SizedInput(in, blob.size()), blob.digest());
      task.done();
      return stored;
    }
  }
}
