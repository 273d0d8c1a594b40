package dev.plimsoll.image.layer;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.image.MediaTypes;
import dev.plimsoll.image.progress.Progress;
import dev.plimsoll.image.progress.Progress.Kind;
import dev.plimsoll.image.store.ContentStore;
import dev.plimsoll.image.store.DigestMismatchException;
import dev.plimsoll.image.store.FileStamp;
import dev.plimsoll.image.store.VerifiedInput;
import java.io.BufferedInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Lists the files of layers that lie in a content store. A packed layer is unpacked once into the
 * store, under the digest of the plain tar, and listed while it is unpacked; the store's note
 * {@code unpack/1} leads from the one to the other. A plain one is compared with its digest and
 * listed in one pass. That is remembered for this process, as long as the file does not change;
 * nothing about it is written down, so nothing unverified is ever used.
 *
 * <p>Blocking; thread-safe; several builds may share one. Two that want the same layer wait for
 * each other. A refused layer leaves the store as it was.
 */
public final class LayerStore {
  /** Name of the store's notes from packed to plain layers. */
  public static final String RECIPE = "unpack/1";

  private static final int BUFFER = 1 << 16;
  private static final long MAX_CACHE = 256L << 20;

  private final ContentStore store;
  private final LayerLimits limits;
  private final InstantSource clock;
  private final IndexCache cache =
      new IndexCache(Math.min(MAX_CACHE, Runtime.getRuntime().maxMemory() / 8));
  private final List<ReentrantLock> locks = Stream.generate(ReentrantLock::new).limit(64).toList();

  public LayerStore(ContentStore store, LayerLimits limits) {
    this(store, limits, InstantSource.system());
  }

  /** {@code clock} tells whether a file was written too lately for its date to prove anything. */
  public LayerStore(ContentStore store, LayerLimits limits, InstantSource clock) {
    this.store = store;
    this.limits = limits;
    this.clock = clock;
  }

  /**
   * A layer to list.
   *
   * @param blob as it was published, packed or not; it lies in the store
   * @param diffId digest of the unpacked archive, where the image tells
   * @param at where it is asked for, e.g. {@code image.yml:4:10}
   * @param name for people, e.g. {@code oci:web, layer 2}
   */
  public record Layer(Descriptor blob, Optional<Digest> diffId, String at, String name) {
    /** For messages. */
    public String what() {
      return at + ": " + name;
    }
  }

  /**
   * @throws LayerException when the layer is malformed, hostile or too big
   * @throws DigestMismatchException when it is not what its digest or its {@code diffId} says
   */
  public LayerIndex index(Layer layer, Progress progress) throws IOException {
    Digest digest = layer.blob.digest();
    ReentrantLock lock = locks.get(digest.hashCode() & locks.size() - 1);
    try {
      lock.lockInterruptibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the build was cancelled");
    }
    try {
      return indexAlone(layer, progress);
    } finally {
      lock.unlock();
    }
  }

  private LayerIndex indexAlone(Layer layer, Progress progress) throws IOException {
    Optional<Digest> unpacked = store.derived(RECIPE, layer.blob.digest()).map(Descriptor::digest);
    if (unpacked.isPresent()) {
      requireDiffId(layer, unpacked.get());
      Optional<Path> plain = store.find(unpacked.get());
      if (plain.isPresent()) {
        try {
          return indexPlain(plain.get(), unpacked.get(), layer, progress);
        } catch (DigestMismatchException damaged) {
          return unpack(layer, progress); // which puts the right bytes in its place
        }
      }
    }
    return isPacked(blob(layer)) ? unpack(layer, progress) : indexPublished(layer, progress);
  }

  private LayerIndex indexPublished(Layer layer, Progress progress) throws IOException {
    requireDiffId(layer, layer.blob.digest());
    return indexPlain(blob(layer), layer.blob.digest(), layer, progress);
  }

  private static void requireDiffId(Layer layer, Digest found) throws DigestMismatchException {
    if (layer.diffId.isPresent() && !layer.diffId.get().equals(found)) {
      throw new DigestMismatchException(layer.what() + ", unpacked,", layer.diffId.get(), found);
    }
  }

  private Path blob(Layer layer) throws IOException {
    return store
        .find(layer.blob.digest())
        .orElseThrow(
            () ->
                new FileNotFoundException(
                    layer.what() + ": its blob " + layer.blob.digest() + " left the store"));
  }

  private static boolean isPacked(Path file) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 16)) {
      return Compression.detect(in) != Compression.NONE;
    }
  }

  /** One pass: the digest and the list. */
  private LayerIndex indexPlain(Path file, Digest digest, Layer layer, Progress progress)
      throws IOException {
    FileStamp stamp = FileStamp.of(file);
    Optional<LayerIndex> known = cache.find(digest, stamp);
    if (known.isPresent()) {
      return known.get();
    }
    LayerFile data = new LayerFile();
    data.open(file);
    IndexBuilder index = new IndexBuilder(data, layer.what(), limits);
    OptionalLong size = OptionalLong.of(Files.size(file));
    try (Progress.Task task = progress.begin(Kind.UNPACK, layer.name, size)) {
      scan(data, digest, new TarScanner(index, layer.what(), limits), layer.what(), task);
      task.done();
    }
    data.verified(digest, stamp);
    return remembered(digest, file, stamp, index.build());
  }

  /** A file that was just written, or is written while it is read, is compared again next time. */
  private LayerIndex remembered(Digest digest, Path file, FileStamp stamp, LayerIndex index)
      throws IOException {
    if (stamp.settled(clock.instant()) && stamp.equals(FileStamp.of(file))) {
      cache.put(digest, stamp, index);
    }
    return index;
  }

  private static void scan(
      LayerFile data, Digest digest, TarScanner scanner, String what, Progress.Task task)
      throws IOException {
    MessageDigest sha256 = Digest.newSha256();
    byte[] buffer = new byte[BUFFER];
    Optional<IOException> refused = Optional.empty();
    long at = 0;
    for (int n; (n = data.read(ByteBuffer.wrap(buffer), at)) >= 0; at += n) {
      sha256.update(buffer, 0, n);
      task.advance(n);
      refused = refused.isPresent() ? refused : push(scanner, buffer, n);
    }
    Digest found = Digest.ofHash(sha256.digest());
    if (!found.equals(digest)) {
      throw new DigestMismatchException(what + " in the content store", digest, found);
    } else if (refused.isPresent()) {
      throw refused.get();
    }
    finish(scanner, what);
  }

  /** The refusal, which waits until it is known that the layer is not merely damaged. */
  private static Optional<IOException> push(TarScanner scanner, byte[] bytes, int length) {
    try {
      scanner.accept(bytes, 0, length);
      return Optional.empty();
    } catch (LayerException e) {
      return Optional.of(e);
    }
  }

  private static void finish(TarScanner scanner, String what) throws IOException {
    try {
      scanner.finish();
    } catch (IOException e) {
      throw located(e, what);
    }
  }

  /** Unpacks into the store and lists while the bytes pass. */
  private LayerIndex unpack(Layer layer, Progress progress) throws IOException {
    LayerFile data = new LayerFile();
    IndexBuilder index = new IndexBuilder(data, layer.what(), limits);
    Descriptor plain = unpackInto(index, layer, progress);
    Path file =
        store
            .find(plain.digest())
            .orElseThrow(() -> new FileNotFoundException(layer.what() + ": left the store"));
    FileStamp stamp = FileStamp.of(file);
    data.open(file);
    store.derive(RECIPE, layer.blob.digest(), plain);
    data.verified(plain.digest(), stamp);
    return remembered(plain.digest(), file, stamp, index.build());
  }

  private Descriptor unpackInto(IndexBuilder index, Layer layer, Progress progress)
      throws IOException {
    OptionalLong size = OptionalLong.of(layer.blob.size());
    try (Progress.Task task = progress.begin(Kind.UNPACK, layer.name, size);
        InputStream file = Files.newInputStream(blob(layer))) {
      VerifiedInput verified = new VerifiedInput(file, layer.what(), layer.blob.digest());
      CountingInput packed = new CountingInput(verified, task);
      Descriptor plain;
      try (InputStream unpacked = Compression.unpack(packed)) {
        MeteredInput metered = new MeteredInput(unpacked, packed, layer.what(), limits);
        TarScanner scanner = new TarScanner(index, layer.what(), limits);
        plain = put(new ScanningInput(metered, verified, scanner), layer);
      } catch (LayerException e) {
        throw e;
      } catch (IOException e) {
        throw located(e, layer.what());
      }
      task.done();
      return plain;
    }
  }

  private Descriptor put(InputStream plain, Layer layer) throws IOException {
    if (layer.diffId.isEmpty()) {
      return store.put(MediaTypes.COMPONENT_TAR, plain);
    }
    try {
      return store.put(MediaTypes.COMPONENT_TAR, plain, layer.diffId.get());
    } catch (DigestMismatchException e) {
      if (!e.expected().equals(layer.diffId.get())) {
        throw e;
      }
      throw new DigestMismatchException(layer.what() + ", unpacked,", e.expected(), e.found());
    }
  }

  /** What a decoder says gets the name of the layer. */
  static IOException located(IOException e, String what) {
    return Compression.isDamage(e)
        ? new LayerException(what + ": is not intact: " + e.getMessage(), e)
        : e;
  }
}
