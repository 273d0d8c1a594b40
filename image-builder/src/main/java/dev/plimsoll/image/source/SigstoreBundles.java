package dev.plimsoll.image.source;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.formats.oci.Manifest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds Sigstore bundles among the referrers of an image, as cosign 3 writes them: a manifest with
 * the image as its subject, a bundle's media type as artifactType, and the bundle as its one layer.
 * What lists the referrers is not believed: each manifest must name the subject itself.
 */
final class SigstoreBundles {
  /** Versions differ in what follows. */
  private static final String TYPE = "application/vnd.dev.sigstore.bundle.v0.";

  private static final int MAX_BUNDLE = 16 << 20;
  private static final int MAX_BUNDLES = 64;

  private final String what;
  private final Reader reader;

  /** How documents are read; both check digests. */
  interface Reader {
    Optional<Bytes> manifest(Digest digest) throws FormatException, IOException;

    Bytes blob(Descriptor blob, int maxBytes) throws IOException;
  }

  SigstoreBundles(String what, Reader reader) {
    this.what = what;
    this.reader = reader;
  }

  /**
   * The bundles about {@code subject} among {@code listed}, entries of an index.
   *
   * @throws IOException also when there are more than 64
   */
  List<Bytes> among(List<JsonObject> listed, Digest subject) throws FormatException, IOException {
    List<Bytes> found = new ArrayList<>();
    for (JsonObject entry : listed) {
      String type = entry.findString("artifactType").orElse(TYPE); // old tools leave it out
      String mediaType = entry.findString("mediaType").orElse(Manifest.MEDIA_TYPE);
      if (!type.startsWith(TYPE) || !mediaType.equals(Manifest.MEDIA_TYPE)) {
        continue;
      }
      Optional<Bytes> bundle = bundle(Descriptor.parse(entry).digest(), subject);
      bundle.ifPresent(found::add);
      if (found.size() > MAX_BUNDLES) {
        throw new IOException("more than " + MAX_BUNDLES + " signatures about " + subject);
      }
    }
    return found;
  }

  private Optional<Bytes> bundle(Digest digest, Digest subject)
      throws FormatException, IOException {
    Optional<Bytes> text = reader.manifest(digest);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Bytes bytes = text.get();
    JsonObject json = ImageManifests.parse(what, bytes);
    if (ImageManifests.isIndex(what, json)) {
      return Optional.empty();
    }
    Manifest manifest = Manifest.parse(what + ": referrer " + digest, bytes);
    boolean about = manifest.subject().map(s -> s.digest().equals(subject)).orElse(false);
    boolean one = manifest.layers().size() == 1;
    if (!about || !one || !manifest.layers().getFirst().mediaType().startsWith(TYPE)) {
      return Optional.empty();
    }
    return Optional.of(reader.blob(manifest.layers().getFirst(), MAX_BUNDLE));
  }
}
