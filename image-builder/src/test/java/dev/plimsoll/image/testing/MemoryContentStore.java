package dev.plimsoll.image.testing;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.image.store.ContentStore;
import dev.plimsoll.image.store.DigestMismatchException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A content store in memory that can be broken on purpose. {@link #find} copies a blob into a
 * scratch directory, because the port answers with a file. Thread-safe.
 */
public final class MemoryContentStore implements ContentStore {
  private final Map<Digest, Bytes> blobs = new ConcurrentHashMap<>();
  private final Map<String, Descriptor> notes = new ConcurrentHashMap<>();
  private final Path scratch;
  private volatile Optional<IOException> beforeStore = Optional.empty();
  private volatile Optional<IOException> afterStore = Optional.empty();

  /** {@code scratch} receives the files that {@link #find} answers with. */
  public MemoryContentStore(Path scratch) {
    this.scratch = scratch;
  }

  /** The next put fails and stores nothing, as on a full disk. */
  public void failNextPut(IOException failure) {
    beforeStore = Optional.of(failure);
  }

  /** The next put stores and fails nevertheless, as when the answer is lost. */
  public void failNextPutAfterStoring(IOException failure) {
    afterStore = Optional.of(failure);
  }

  /** Changes a stored blob under its digest, as a bad disk does. */
  public void corrupt(Digest digest, Bytes content) {
    blobs.put(digest, content);
  }

  /** Digests of all blobs, sorted. */
  public Set<Digest> digests() {
    return new TreeSet<>(blobs.keySet());
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
    Bytes content = Bytes.copyOf(in.readAllBytes());
    if (beforeStore.isPresent()) {
      IOException failure = beforeStore.get();
      beforeStore = Optional.empty();
      throw failure;
    }
    Digest found = content.digest();
    if (expected.isPresent() && !expected.get().equals(found)) {
      throw new DigestMismatchException("content received", expected.get(), found);
    }
    blobs.putIfAbsent(found, content);
    if (afterStore.isPresent()) {
      IOException failure = afterStore.get();
      afterStore = Optional.empty();
      throw failure;
    }
    return Descriptor.of(mediaType, found, content.size());
  }

  @Override
  public Optional<Path> find(Digest digest) throws IOException {
    Optional<Bytes> blob = Optional.ofNullable(blobs.get(digest));
    if (blob.isEmpty()) {
      return Optional.empty();
    }
    Path file = Files.createTempFile(scratch, digest.hex(), "");
    Files.write(file, blob.get().toArray());
    return Optional.of(file);
  }

  @Override
  public Bytes read(Digest digest, int maxBytes) throws IOException {
    Bytes blob =
        Optional.ofNullable(blobs.get(digest))
            .orElseThrow(() -> new FileNotFoundException("no blob " + digest));
    if (blob.size() > maxBytes) {
      throw new IOException(
          "blob "
              + digest
              + " is "
              + blob.size()
              + " bytes; the limit of this read is "
              + maxBytes);
    }
    if (!blob.digest().equals(digest)) {
      throw new DigestMismatchException("blob", digest, blob.digest());
    }
    return blob;
  }

  @Override
  public Path findVerified(Digest digest) throws IOException {
    read(digest, Integer.MAX_VALUE);
    return find(digest).orElseThrow();
  }

  @Override
  public Optional<Descriptor> derived(String recipe, Digest input) {
    return Optional.ofNullable(notes.get(recipe + " " + input))
        .filter(d -> blobs.containsKey(d.digest()));
  }

  @Override
  public void derive(String recipe, Digest input, Descriptor output) {
    notes.put(recipe + " " + input, output);
  }

  @Override
  public void remove(Digest digest) {
    blobs.remove(digest);
    notes.keySet().removeIf(note -> note.endsWith(" " + digest));
  }
}
