package dev.plimsoll.image.store;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.oci.Descriptor;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Blobs as files {@code DIR/sha256/<64 hex>}, the layout of OCI image-layout 1.1's {@code blobs/}.
 *
 * <p>A blob is written to {@code DIR/.tmp-…}, fsynced, renamed, and its directory fsynced. A crash
 * leaves at most a temporary file, which nothing reads; a full disk leaves nothing. Whoever can
 * write to the directory is trusted not to, and {@link #read} notices if they did.
 */
public final class DirectoryContentStore implements ContentStore {
  private static final int BUFFER = 1 << 17;

  private final Path root;
  private final Path blobs;
  private final Map<Digest, FileStamp> compared = new ConcurrentHashMap<>();

  private DirectoryContentStore(Path root, Path blobs) {
    this.root = root;
    this.blobs = blobs;
  }

  /** Opens the store in {@code root}, e.g. {@code DATA/blobs}, and makes it when it is new. */
  public static DirectoryContentStore open(Path root) throws IOException {
    Path blobs = Files.createDirectories(root.resolve("sha256"));
    return new DirectoryContentStore(root, blobs);
  }

  /** Removes what a crash left half-written; only for whoever owns the store alone. */
  public void removeLeftovers() throws IOException {
    try (var left = Files.newDirectoryStream(root, ".tmp-*")) {
      for (Path file : left) {
        Files.delete(file);
      }
    }
  }

  @Override
  public Descriptor put(String mediaType, InputStream in) throws IOException {
    return store(mediaType, in, Optional.empty());
  }

  @Override
  public Descriptor put(String mediaType, InputStream in, Digest expected) throws IOException {
    return store(mediaType, in, Optional.of(expected));
  }

  private Descriptor store(String mediaType, InputStream in, Optional<Digest> expected)
      throws IOException {
    Path temporary = TemporaryFiles.create(root, "tmp");
    try {
      MessageDigest sha256 = Digest.newSha256();
      long size = copyAndSync(in, temporary, sha256);
      Digest found = Digest.ofHash(sha256.digest());
      if (expected.isPresent() && !expected.get().equals(found)) {
        throw new DigestMismatchException("content received", expected.get(), found);
      }
      // Also over a blob that is there: it has this content, or it was damaged and is healed.
      Files.move(temporary, path(found), StandardCopyOption.ATOMIC_MOVE);
      syncDirectory(blobs);
      return Descriptor.of(mediaType, found, size);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private long write(FileChannel channel, ByteBuffer bytes) throws IOException {
    long written = 0;
    try {
      while (bytes.hasRemaining()) {
        written += channel.write(bytes);
      }
    } catch (IOException e) {
      throw new IOException("cannot write to the content store " + root + ": " + e.getMessage(), e);
    }
    return written;
  }

  private long copyAndSync(InputStream in, Path file, MessageDigest sha256) throws IOException {
    long size = 0;
    byte[] buffer = new byte[BUFFER];
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        sha256.update(buffer, 0, n);
        ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, n);
        size += write(channel, bytes);
      }
      channel.force(true);
    }
    return size;
  }

  private static void syncDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Override
  public Optional<Path> find(Digest digest) {
    return Optional.of(path(digest)).filter(Files::isRegularFile);
  }

  @Override
  public Bytes read(Digest digest, int maxBytes) throws IOException {
    Path file =
        find(digest)
            .orElseThrow(() -> new FileNotFoundException("no blob " + digest + " in " + root));
    long size = Files.size(file);
    if (size > maxBytes) {
      throw new IOException(
          "blob " + digest + " is " + size + " bytes; the limit of this read is " + maxBytes);
    }
    Bytes content = Bytes.copyOf(Files.readAllBytes(file));
    if (!content.digest().equals(digest)) {
      throw new DigestMismatchException("blob " + file, digest, content.digest());
    }
    return content;
  }

  @Override
  public Path findVerified(Digest digest) throws IOException {
    Path file =
        find(digest)
            .orElseThrow(() -> new FileNotFoundException("no blob " + digest + " in " + root));
    FileStamp now = FileStamp.of(file);
    if (!now.equals(compared.get(digest))) {
      try (InputStream in = new VerifiedInput(Files.newInputStream(file), "blob " + file, digest)) {
        in.transferTo(OutputStream.nullOutputStream());
      }
      compared.put(digest, now);
    }
    return file;
  }

  private Path path(Digest digest) {
    return blobs.resolve(digest.hex());
  }
}
