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
import java.nio.file.PathMatcher;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Blobs as files {@code DIR/sha256/<64 hex>}, the layout of OCI image-layout 1.1's {@code blobs/}.
 *
 * <p>A blob is written to {@code DIR/.tmp-…}, fsynced, renamed, and its directory fsynced. A crash
 * leaves at most a temporary file, which nothing reads and which the next {@link #open} removes; a
 * full disk leaves nothing. Whoever can write to the directory is trusted not to, and {@link #read}
 * and {@link #findVerified} notice if they did. What was made of a blob is noted in {@code
 * DIR/derived/} (see {@link Notes}).
 */
public final class DirectoryContentStore implements ContentStore {
  private static final int BUFFER = 1 << 17;

  /** Threads that want one blob wait for the first to compare it; 64 blobs at a time. */
  private static final int STRIPES = 64;

  private static final String TEMPORARY = ".tmp-";

  private final Path root;
  private final Path blobs;
  private final Notes notes;
  private final SharedMark mark;
  private final Uses uses;
  private final InstantSource clock;
  private final Map<Digest, FileStamp> compared = new ConcurrentHashMap<>();
  private final LongAdder comparisons = new LongAdder();
  private final List<ReentrantLock> comparing =
      Stream.generate(ReentrantLock::new).limit(STRIPES).toList();

  private DirectoryContentStore(Path root, Path blobs, InstantSource clock) {
    this.root = root;
    this.blobs = blobs;
    this.mark = new SharedMark(root);
    this.notes = new Notes(root.resolve("derived"), mark);
    this.uses = new Uses(root.resolve(Uses.FOLDER), mark);
    this.clock = clock;
  }

  /** Opens the store in {@code root}, e.g. {@code DATA/blobs}, and makes it when it is new. */
  public static DirectoryContentStore open(Path root) throws IOException {
    return open(root, InstantSource.system());
  }

  /** As {@link #open(Path)}; {@code clock} dates files. */
  public static DirectoryContentStore open(Path root, InstantSource clock) throws IOException {
    Path blobs = Files.createDirectories(root.resolve("sha256"));
    LiveMark.sweep(root, id -> removeTemporary(root, TEMPORARY + id + "-*"));
    return new DirectoryContentStore(root, blobs, clock);
  }

  /** Removes what a crash left half-written; only for whoever owns the store alone. */
  public void removeLeftovers() throws IOException {
    removeTemporary(root, TEMPORARY + "*");
  }

  /** Here, and below the folders of notes and uses. */
  private static void removeTemporary(Path root, String pattern) throws IOException {
    PathMatcher matcher = root.getFileSystem().getPathMatcher("glob:" + pattern);
    for (Path place : List.of(root, root.resolve("derived"), root.resolve(Uses.FOLDER))) {
      if (!Files.isDirectory(place)) {
        continue;
      }
      try (Stream<Path> files = Files.walk(place, place.equals(root) ? 1 : Integer.MAX_VALUE)) {
        for (Path file : files.filter(f -> matcher.matches(f.getFileName())).toList()) {
          Files.deleteIfExists(file);
        }
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
    String owner = mark.enter();
    try {
      return store(mediaType, in, expected, owner);
    } finally {
      mark.leave();
    }
  }

  private Descriptor store(
      String mediaType, InputStream in, Optional<Digest> expected, String owner)
      throws IOException {
    Path temporary = TemporaryFiles.create(root, "tmp-" + owner);
    try {
      MessageDigest sha256 = Digest.newSha256();
      long size = copyAndSync(in, temporary, sha256);
      Digest found = Digest.ofHash(sha256.digest());
      if (expected.isPresent() && !expected.get().equals(found)) {
        throw new DigestMismatchException("content received", expected.get(), found);
      }
      FileStamp.backdate(temporary, clock.instant());
      FileStamp written = FileStamp.of(temporary);
      // Also over a blob that is there: it has this content, or it was damaged and is healed.
      Files.move(temporary, path(found), StandardCopyOption.ATOMIC_MOVE);
      syncDirectory(blobs);
      remember(found, written);
      return Descriptor.of(mediaType, found, size);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /** What was hashed on its way in needs no second reading, as long as it is still that file. */
  private void remember(Digest digest, FileStamp written) throws IOException {
    FileStamp placed = FileStamp.of(path(digest));
    if (placed.sameData(written)) {
      compared.put(digest, placed);
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
    if (!FileStamp.of(file).equals(compared.get(digest))) {
      compareOnce(digest, file);
    }
    return file;
  }

  private void compareOnce(Digest digest, Path file) throws IOException {
    ReentrantLock lock = comparing.get(Math.floorMod(digest.hashCode(), STRIPES));
    lock.lock();
    try {
      FileStamp before = FileStamp.of(file);
      if (before.equals(compared.get(digest))) {
        return; // another thread has done it
      }
      comparisons.increment();
      try (InputStream in = new VerifiedInput(Files.newInputStream(file), "blob " + file, digest)) {
        in.transferTo(OutputStream.nullOutputStream());
      }
      // A file that was just written, or is written while it is read, is compared again next time.
      if (before.settled(clock.instant()) && before.equals(FileStamp.of(file))) {
        compared.put(digest, before);
      }
    } finally {
      lock.unlock();
    }
  }

  /** How often a whole blob was read to compare it with its digest. */
  long comparisons() {
    return comparisons.sum();
  }

  /** A note whose blob is gone, or was cut short, counts as none. */
  @Override
  public Optional<Descriptor> derived(String recipe, Digest input) throws IOException {
    Optional<Descriptor> note = notes.find(recipe, input);
    if (note.isEmpty()) {
      return note;
    }
    Optional<Path> blob = find(note.get().digest());
    return blob.isPresent() && Files.size(blob.get()) == note.get().size()
        ? note
        : Optional.empty();
  }

  @Override
  public void derive(String recipe, Digest input, Descriptor output) throws IOException {
    notes.write(recipe, input, output);
  }

  @Override
  public void used(Digest component, String what) throws IOException {
    uses.record(component, what, clock.instant());
  }

  @Override
  public void remove(Digest digest) throws IOException {
    compared.remove(digest);
    Files.deleteIfExists(path(digest));
    notes.remove(digest);
    uses.remove(digest);
  }

  private Path path(Digest digest) {
    return blobs.resolve(digest.hex());
  }
}
