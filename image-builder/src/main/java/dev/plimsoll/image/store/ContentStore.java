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

  /**
   * The blob's file after its whole content was compared with its digest, so that it may be used or
   * given to others. An implementation may remember files that it has hashed in this process, also
   * while they were put, as long as their size, change time and identity stay the same.
   *
   * @throws java.io.FileNotFoundException when there is none
   * @throws DigestMismatchException when the stored bytes were changed
   */
  Path findVerified(Digest digest) throws IOException;

  /**
   * What {@code recipe} once made of {@code input}, while it is still stored; a store may forget at
   * any time. Whoever can write to the store is trusted not to change the note; what it names is
   * checked against its digest like every blob.
   *
   * @param recipe what was done, with every version that its output depends on, e.g. {@code
   *     unpack/1}
   */
  default Optional<Descriptor> derived(String recipe, Digest input) throws IOException {
    return Optional.empty();
  }

  /** Notes that {@code recipe} makes {@code output}, which is stored, of {@code input}. */
  default void derive(String recipe, Digest input, Descriptor output) throws IOException {}

  /**
   * Removes a blob, what was noted of it as an input, and its uses; does nothing when there is
   * none. For whoever knows that nobody else uses it: one that this very build brought in.
   */
  void remove(Digest digest) throws IOException;

  /**
   * Notes that a build took {@code root}, a manifest or an archive, from here.
   *
   * @param what for people, e.g. {@code docker://docker.io/library/redis:7 linux/amd64}
   */
  default void used(Digest root, String what) throws IOException {}
}
