package dev.plimsoll.image.store;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.oci.Descriptor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Blobs by digest. Blocking. Putting is idempotent and durable on return (temporary file, fsync,
 * rename); nothing half-written is ever found. Implementations are thread-safe.
 */
public interface ContentStore {
  /** Stores all of {@code in}, hashing while it streams; does not close it. */
  Descriptor put(String mediaType, InputStream in) throws IOException;

  /**
   * Stores {@code in} if its content has the digest {@code expected}, else stores nothing.
   *
   * @throws DigestMismatchException naming both digests
   */
  Descriptor put(String mediaType, InputStream in, Digest expected) throws IOException;

  default Descriptor put(String mediaType, Bytes content) throws IOException {
    return put(mediaType, content.openStream());
  }

  /** The blob as a read-only file, or empty. The content was checked when it was put. */
  Optional<Path> find(Digest digest) throws IOException;

  /**
   * Reads a blob whole and checks it against its digest again.
   *
   * @throws java.io.FileNotFoundException when there is none
   * @throws DigestMismatchException when the stored bytes were changed
   */
  Bytes read(Digest digest, int maxBytes) throws IOException;
}
