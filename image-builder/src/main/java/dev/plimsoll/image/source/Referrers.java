package dev.plimsoll.image.source;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.formats.oci.Manifest;
import dev.plimsoll.image.MediaTypes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds documents of one kind among the referrers of an image, such as Sigstore bundles, as cosign
 * 3 writes them: a manifest with the image as its subject, the kind as artifactType, and the
 * document as its one layer. What lists the referrers is not believed: each manifest must name the
 * subject itself.
 */
final class Referrers {
  /**
   * What is looked for.
   *
   * @param artifactType how the referrer's type begins
   * @param layerType how its layer's type begins
   */
  record Kind(String artifactType, String layerType) {
    /** Versions differ in what follows. */
    private static final String BUNDLE = "application/vnd.dev.sigstore.bundle.v0.";

    static final Kind SIGSTORE_BUNDLE = new Kind(BUNDLE, BUNDLE);
    static final Kind PROVENANCE =
        new Kind(MediaTypes.PROVENANCE_ARTIFACT, MediaTypes.IN_TOTO_STATEMENT);
  }

  private static final int MAX_DOCUMENT = 16 << 20;
  private static final int MAX_DOCUMENTS = 64;

  private final Kind kind;
  private final String what;
  private final Reader reader;

  /** How documents are read; both check digests. */
  interface Reader {
    Optional<Bytes> manifest(Digest digest) throws FormatException, IOException;

    Bytes blob(Descriptor blob, int maxBytes) throws IOException;
  }

  Referrers(Kind kind, String what, Reader reader) {
    this.kind = kind;
    this.what = what;
    this.reader = reader;
  }

  /**
   * The documents about {@code subject} among {@code listed}, entries of an index.
   *
   * @throws IOException also when there are more than 64
   */
  List<Bytes> among(List<JsonObject> listed, Digest subject) throws FormatException, IOException {
    List<Bytes> found = new ArrayList<>();
    for (JsonObject entry : listed) {
      String type =
          entry.findString("artifactType").orElse(kind.artifactType); // old tools leave it out
      String mediaType = entry.findString("mediaType").orElse(Manifest.MEDIA_TYPE);
      if (!type.startsWith(kind.artifactType) || !mediaType.equals(Manifest.MEDIA_TYPE)) {
        continue;
      }
      Optional<Bytes> document = document(Descriptor.parse(entry).digest(), subject);
      document.ifPresent(found::add);
      if (found.size() > MAX_DOCUMENTS) {
        throw new IOException(
            "more than " + MAX_DOCUMENTS + " signatures or documents about " + subject);
      }
    }
    return found;
  }

  private Optional<Bytes> document(Digest digest, Digest subject)
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
    if (!about || !one || !manifest.layers().getFirst().mediaType().startsWith(kind.layerType)) {
      return Optional.empty();
    }
    return Optional.of(reader.blob(manifest.layers().getFirst(), MAX_DOCUMENT));
  }
}
