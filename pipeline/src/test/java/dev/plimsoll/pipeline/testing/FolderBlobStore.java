package dev.plimsoll.pipeline.testing;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.image.store.DigestMismatchException;
import dev.plimsoll.pipeline.BlobStore;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** Blobs in a temporary folder, without any sync; can be made to fail. */
public final class FolderBlobStore implements BlobStore {
  private final Path folder;
  private Faults faults;

  public FolderBlobStore(Path folder, Faults faults) {
    this.folder = folder;
    this.faults = faults;
  }

  /** From now on. */
  public void faults(Faults newFaults) {
    this.faults = newFaults;
  }

  @Override
  public Descriptor put(String mediaType, InputStream in) throws IOException {
    Bytes content = Bytes.copyOf(in.readAllBytes());
    return faults.around(
        "put " + mediaType,
        () -> {
          Path partial = Files.createTempFile(folder, "partial-", "");
          Files.write(partial, content.toArray());
          Files.move(
              partial,
              folder.resolve(content.digest().hex()),
              StandardCopyOption.ATOMIC_MOVE); // another thread may read the same blob now
          return Descriptor.of(mediaType, content.digest(), content.size());
        });
  }

  @Override
  public Descriptor put(String mediaType, InputStream in, Digest expected) throws IOException {
    Bytes content = Bytes.copyOf(in.readAllBytes());
    if (!content.digest().equals(expected)) {
      throw new DigestMismatchException("content", expected, content.digest());
    }
    return put(mediaType, content.openStream());
  }

  @Override
  public Optional<Path> find(Digest digest) {
    Path file = folder.resolve(digest.hex());
    return Files.exists(file) ? Optional.of(file) : Optional.empty();
  }

  @Override
  public Bytes read(Digest digest, int maxBytes) throws IOException {
    Path file = findVerified(digest);
    if (Files.size(file) > maxBytes) {
      throw new IOException("blob " + digest + " is larger than " + maxBytes);
    }
    return Bytes.copyOf(Files.readAllBytes(file));
  }

  @Override
  public Path findVerified(Digest digest) throws IOException {
    Path file = find(digest).orElseThrow(() -> new FileNotFoundException("blob " + digest));
    Digest found = Digest.of(Files.readAllBytes(file));
    if (!found.equals(digest)) {
      throw new DigestMismatchException("blob " + file, digest, found);
    }
    return file;
  }

  @Override
  public void remove(Digest digest) throws IOException {
    Files.deleteIfExists(folder.resolve(digest.hex()));
  }
}
