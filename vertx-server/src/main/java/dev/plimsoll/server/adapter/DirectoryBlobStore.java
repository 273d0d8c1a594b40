package dev.plimsoll.server.adapter;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.image.store.DigestMismatchException;
import dev.plimsoll.pipeline.BlobStore;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Blobs as files {@code sha256/<hex>} below a directory. A blob is written aside, synced, renamed
 * and its directory synced, so a name is there with its whole content or not at all. Putting a blob
 * that is there already compares what is there, and replaces it when it was damaged.
 */
public final class DirectoryBlobStore implements BlobStore {
  private static final int BUFFER = 1 << 16; // bytes

  private final Path directory;
  private final Path aside;
  private final Map<Digest, Stamp> compared = new ConcurrentHashMap<>();

  /** What a file looked like when its content was compared with its digest. */
  private record Stamp(long size, FileTime modified) {
    static Stamp of(Path file) throws IOException {
      BasicFileAttributes a = Files.readAttributes(file, BasicFileAttributes.class);
      return new Stamp(a.size(), a.lastModifiedTime());
    }
  }

  private DirectoryBlobStore(Path directory, Path aside) {
    this.directory = directory;
    this.aside = aside;
  }

  /** Opens the store below {@code root} and removes what a crash left half-written. */
  public static DirectoryBlobStore open(Path root) throws IOException {
    Path aside = Files.createDirectories(root.resolve("partial"));
    try (var left = Files.newDirectoryStream(aside)) {
      for (Path file : left) {
        Files.delete(file);
      }
    }
    return new DirectoryBlobStore(Files.createDirectories(root.resolve("sha256")), aside);
  }

  @Override
  public Descriptor put(String mediaType, InputStream in) throws IOException {
    return store(mediaType, in, Optional.empty());
  }

  @Override
  public Descriptor put(String mediaType, InputStream in, Digest expected) throws IOException {
    return store(mediaType, in, Optional.of(expected));
  }

  @Override
  public Optional<Path> find(Digest digest) {
    Path file = directory.resolve(digest.hex());
    return Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
  }

  @Override
  public Bytes read(Digest digest, int maxBytes) throws IOException {
    Path file = require(digest);
    long size = Files.size(file);
    if (size > maxBytes) {
      throw new IOException(
          "blob " + digest + " is " + size + " bytes; the limit is " + maxBytes + " (reader)");
    }
    Bytes content = Bytes.copyOf(Files.readAllBytes(file));
    if (!content.digest().equals(digest)) {
      throw new DigestMismatchException("blob " + file, digest, content.digest());
    }
    return content;
  }

  @Override
  public Path findVerified(Digest digest) throws IOException {
    Path file = require(digest);
    Stamp now = Stamp.of(file);
    if (!now.equals(compared.get(digest))) {
      compare(file, digest);
      compared.put(digest, now);
    }
    return file;
  }

  private Path require(Digest digest) throws FileNotFoundException {
    return find(digest)
        .orElseThrow(() -> new FileNotFoundException("blob " + digest + " is not in the store"));
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

  private Descriptor store(String mediaType, InputStream in, Optional<Digest> expected)
      throws IOException {
    Path partial = Files.createTempFile(aside, "blob", ".partial");
    try {
      MessageDigest sha256 = Digest.newSha256();
      long size = 0;
      try (FileChannel out = FileChannel.open(partial, StandardOpenOption.WRITE)) {
        byte[] buffer = new byte[BUFFER];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          sha256.update(buffer, 0, n);
          writeAll(out, ByteBuffer.wrap(buffer, 0, n));
          size += n;
        }
        out.force(true);
      }
      Digest digest = Digest.ofHash(sha256.digest());
      if (expected.isPresent() && !expected.get().equals(digest)) {
        throw new DigestMismatchException("content", expected.get(), digest);
      }
      keep(partial, digest, size);
      return Descriptor.of(mediaType, digest, size);
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  private void keep(Path partial, Digest digest, long size) throws IOException {
    Path file = directory.resolve(digest.hex());
    if (Files.isRegularFile(file) && Files.size(file) == size) {
      try {
        findVerified(digest);
        return;
      } catch (DigestMismatchException e) {
        System.getLogger(DirectoryBlobStore.class.getName())
            .log(System.Logger.Level.WARNING, "{0}; replaced", e.getMessage());
      }
    }
    Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel entry = FileChannel.open(directory, StandardOpenOption.READ)) {
      entry.force(true);
    }
    compared.put(digest, Stamp.of(file));
  }

  private static void writeAll(FileChannel out, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      out.write(buffer);
    }
  }
}
