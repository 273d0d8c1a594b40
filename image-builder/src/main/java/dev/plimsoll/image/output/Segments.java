package dev.plimsoll.image.output;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.image.layer.FileTree;
import dev.plimsoll.image.store.ContentStore;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Makes initramfs segments: each a whole cpio archive, compressed by itself. The kernel unpacks
 * segments that follow each other as if they were one. A segment is kept in the content store and
 * found again by the digest of its tree and the compression's version, so that a build compresses
 * only what changed. As many at a time as the machine has processors; memory does not grow with
 * their size. Thread-safe.
 */
public final class Segments {
  private static final String RECIPE = "segment/1/";
  private static final int BUFFER = 1 << 16;

  private final ContentStore store;
  private final InitramfsCompression compression;

  public Segments(ContentStore store, InitramfsCompression compression) {
    this.store = store;
    this.compression = compression;
  }

  /**
   * One segment for each location of {@code root}, in a fixed order.
   *
   * @param work for temporary files
   */
  public List<Descriptor> ofSections(FileTree root, Path work) throws IOException {
    return of(SectionTrees.of(root), work);
  }

  /** One segment for each tree, in their order. */
  public List<Descriptor> of(List<FileTree> trees, Path work) throws IOException {
    int processors = Runtime.getRuntime().availableProcessors();
    try (ExecutorService blocks = Executors.newFixedThreadPool(processors, this::daemon);
        ExecutorService segments = Executors.newFixedThreadPool(processors, this::daemon)) {
      List<Future<Descriptor>> running = new ArrayList<>();
      trees.forEach(t -> running.add(segments.submit(() -> segment(t, work, blocks))));
      try {
        List<Descriptor> done = new ArrayList<>();
        for (Future<Descriptor> segment : running) {
          done.add(await(segment));
        }
        return done;
      } finally {
        running.forEach(f -> f.cancel(true));
      }
    }
  }

  private Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "segment");
    thread.setDaemon(true);
    return thread;
  }

  private static Descriptor await(Future<Descriptor> segment) throws IOException {
    try {
      return segment.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the build was cancelled");
    } catch (ExecutionException e) {
      throw rethrown(Optional.ofNullable(e.getCause()).orElse(e));
    }
  }

  /** The segment's own exception, so that callers see what it was. */
  private static IOException rethrown(Throwable cause) {
    return switch (cause) {
      case IOException io -> io;
      case RuntimeException r -> throw r;
      case Error error -> throw error;
      default -> new IOException("an initramfs segment could not be written", cause);
    };
  }

  private Descriptor segment(FileTree tree, Path work, ExecutorService blocks) throws IOException {
    Digest input = new TreeDigest(store).of(tree);
    String recipe = RECIPE + compression.recipe();
    Optional<Descriptor> known = store.derived(recipe, input);
    if (known.isPresent()) {
      return known.get();
    }
    Path file = Files.createTempFile(work, "segment-", ".cpio");
    try {
      try (OutputStream out =
          compression.open(new BufferedOutputStream(Files.newOutputStream(file), BUFFER), blocks)) {
        CpioWriter.write(tree, out);
      }
      if (!new TreeDigest(store).of(tree).equals(input)) {
        throw new IOException("a file changed while it was written into the image");
      }
      try (InputStream in = Files.newInputStream(file)) {
        Descriptor stored = store.put(compression.mediaType(), in);
        store.derive(recipe, input, stored);
        return stored;
      }
    } finally {
      Files.deleteIfExists(file);
    }
  }
}
