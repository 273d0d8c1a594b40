package dev.plimsoll.image.output;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.formats.oci.Manifest;
import dev.plimsoll.image.MediaTypes;
import dev.plimsoll.image.store.ContentStore;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A provenance as a referrer of the image that it is about (OCI image-spec 1.1, manifest.md). */
public final class AttachedDocument {
  private static final String EMPTY = "application/vnd.oci.empty.v1+json";

  private AttachedDocument() {}

  /**
   * Puts statement and referrer into {@code store}.
   *
   * @param image the manifest that it is about
   * @return the referrer's manifest
   */
  public static Descriptor provenance(ContentStore store, Descriptor image, Bytes statement)
      throws IOException {
    Descriptor config = store.put(EMPTY, Bytes.ofUtf8("{}"));
    Descriptor layer = store.put(MediaTypes.IN_TOTO_STATEMENT, statement);
    Descriptor subject = Descriptor.of(image.mediaType(), image.digest(), image.size());
    Manifest referrer =
        new Manifest(
            Optional.of(MediaTypes.PROVENANCE_ARTIFACT),
            config,
            List.of(layer),
            Optional.of(subject),
            Map.of());
    return store.put(Manifest.MEDIA_TYPE, referrer.encode());
  }
}
