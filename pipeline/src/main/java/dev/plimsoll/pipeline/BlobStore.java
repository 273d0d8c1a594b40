package dev.plimsoll.pipeline;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.image.store.ContentStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/** Where everything that events name lies: layers, reports, statements, bundles. */
public interface BlobStore extends ContentStore {
  /** Largest blob that is read into memory: evidence, manifests, statements. 32 MiB. */
  int MAX_DOCUMENT = 32 << 20;

  /** Evidence is small and already in memory. */
  default Descriptor putDocument(String mediaType, Bytes content) throws IOException {
    return put(mediaType, new ByteArrayInputStream(content.toArray()), content.digest());
  }

  /** Reads a document back, checked against its digest. */
  default Bytes readDocument(Digest digest) throws IOException {
    return read(digest, MAX_DOCUMENT);
  }
}
