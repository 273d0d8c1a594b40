package dev.plimsoll.server.adapter;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.image.store.DigestMismatchException;
import dev.plimsoll.image.store.DirectoryContentStore;
import dev.plimsoll.pipeline.BlobStore;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The builder's content store, owned by one service: what a crash left is removed at the start, and
 * a blob that is given to others was compared with its digest since it last changed.
 */
public final class DirectoryBlobStore implements BlobStore {
  private final DirectoryContentStore contents;
  private final Map<Digest, Stamp> compared = new ConcurrentHashMap<>();

  /** What a file looked like when its content was compared with its digest. */
  private record Stamp(long size, FileTime modified) {
    static Stamp of(Path file) throws IOException {
      BasicFileAttributes a = Files.readAttributes(file, BasicFileAttributes.class);
      return new Stamp(a.size(), a.lastModifiedTime());
    }
  }

  private DirectoryBlobStore(DirectoryContentStore contents) {
    this.contents = contents;
  }

  /** Opens the store below {@code root} and removes what a crash left half-written. */
  public static DirectoryBlobStore open(Path root) throws IOException {
    DirectoryContentStore contents = DirectoryContentStore.open(root);
    contents.removeLeftovers();
    return new DirectoryBlobStore(contents);
  }

  @Override
  public Descriptor put(String mediaType, InputStream in) throws IOException {
    return contents.put(mediaType, in);
  }

  @Override
  public Descriptor put(String mediaType, InputStream in, Digest expected) throws IOException {
    return contents.put(mediaType, in, expected);
  }

  @Override
  public Optional<Path> find(Digest digest) {
    return contents.find(digest);
  }

  @Override
  public Bytes read(Digest digest, int maxBytes) throws IOException {
    return contents.read(digest, maxBytes);
  }

  @Override
  public Path findVerified(Digest digest) throws IOException {
    Path file =
        find(digest)
            .orElseThrow(
                () -> new FileNotFoundException("blob " + digest + " is not in the store"));
    Stamp now = Stamp.of(file);
    if (!now.equals(compared.get(digest))) {
      compare(file, digest);
      compared.put(digest, now);
    }
    return file;
  }

  private static void compare(Path file, Digest digest) throws IOException {
    Digest found;
    try (InputStream in = Files.newInputStream(file)) {
      found = Digest.of(in);
    }
    if (!found.equals(digest)) {
      throw new DigestMismatchException("blob " + file, digest, found);
    }
  }
}
