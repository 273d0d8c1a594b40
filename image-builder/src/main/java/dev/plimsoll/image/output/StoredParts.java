package dev.plimsoll.image.output;

import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.image.layer.Content;
import dev.plimsoll.image.store.ContentStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Blobs as contents to write. */
final class StoredParts {
  private StoredParts() {}

  /** The blobs in order, each compared with its digest. */
  static List<Content> of(ContentStore store, List<Descriptor> blobs) throws IOException {
    List<Content> parts = new ArrayList<>();
    for (Descriptor blob : blobs) {
      Path file = store.findVerified(blob.digest());
      parts.add(new Content.Stretch(file, 0, Files.size(file)));
    }
    return parts;
  }
}
