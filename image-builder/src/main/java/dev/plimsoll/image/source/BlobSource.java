package dev.plimsoll.image.source;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.oci.Descriptor;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * Somewhere images come from: a registry, a layout. Blocking; nothing that it gives is trusted
 * before its digest was checked, which the caller does.
 */
interface BlobSource {
  /** What is pinned, and what the reference's own tag names; both bytes as stored. */
  Found findManifest() throws FormatException, IOException;

  /** A manifest by digest; empty when it is not there any more. */
  Optional<Bytes> findManifest(Digest digest) throws FormatException, IOException;

  /**
   * Opens a blob; the caller closes.
   *
   * @param attempt from 1 to {@link #attempts}; each asks in another way
   * @throws java.io.FileNotFoundException when there is none
   */
  InputStream open(Descriptor blob, int attempt) throws IOException;

  /** How often a blob whose content was wrong is worth asking for. */
  default int attempts() {
    return 1;
  }

  /**
   * Sigstore bundles about any of {@code subjects}, as they are stored beside the image: referrers,
   * or what the fallback tag lists. Their digests were checked, their signatures were not.
   */
  default List<Bytes> findBundles(List<Digest> subjects) throws FormatException, IOException {
    return findReferrers(Referrers.Kind.SIGSTORE_BUNDLE, subjects);
  }

  /** Documents of {@code kind} about any of {@code subjects}; their digests were checked. */
  List<Bytes> findReferrers(Referrers.Kind kind, List<Digest> subjects)
      throws FormatException, IOException;

  /** Whether the source is a file of the user's own, whose change must be noticed. */
  boolean local();

  /** A manifest or index, as fetched. */
  record Found(Bytes bytes) {}
}
