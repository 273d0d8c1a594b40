package dev.plimsoll.image.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Says that whoever has temporary files in a directory is alive: a file {@code .live-ID} there,
 * locked for as long as its owner works. The kernel drops the lock when the process ends, however
 * it ends, so {@link #sweep} can tell what a killed process left behind from what another one is
 * writing now, also across containers that share the directory. Temporary files carry the ID in
 * their names. Thread-safe.
 */
public final class LiveMark implements AutoCloseable {
  private static final String PREFIX = ".live-";

  /**
   * This process's part of every ID. Its own marks are never probed: closing any handle of a file
   * drops all POSIX locks that the process has on it.
   */
  private static final String PROCESS =
      Long.toHexString(ProcessHandle.current().pid()) + "." + Long.toHexString(System.nanoTime());

  private static final AtomicLong NEXT = new AtomicLong();

  private final Path file;
  private final String id;
  private final FileChannel channel;

  private LiveMark(Path file, String id, FileChannel channel) {
    this.file = file;
    this.id = id;
    this.channel = channel;
  }

  /** Marks {@code directory}, which exists, until {@link #close}. */
  public static LiveMark in(Path directory) throws IOException {
    while (true) {
      String id = PROCESS + "." + NEXT.incrementAndGet();
      Path file = directory.resolve(PREFIX + id);
      Optional<LiveMark> mark = take(file, id);
      if (mark.isPresent()) {
        return mark.get();
      }
    }
  }

  /** Empty when a sweep came between the file and its lock; the file is gone or going then. */
  private static Optional<LiveMark> take(Path file, String id) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try {
      Optional<FileLock> lock = Optional.ofNullable(channel.tryLock());
      if (lock.isPresent() && Files.exists(file)) {
        return Optional.of(new LiveMark(file, id, channel));
      }
    } catch (IOException | RuntimeException e) {
      channel.close();
      Files.deleteIfExists(file);
      throw e;
    }
    channel.close();
    return Optional.empty();
  }

  /** No two marks have the same; digits, {@code a-f} and dots. */
  public String id() {
    return id;
  }

  /** Deletes what the owner with this ID left in the directory. */
  public interface Cleaner {
    void clean(String id) throws IOException;
  }

  /**
   * Calls {@code cleaner} for each owner that died before it could clean up, and deletes its mark.
   * What cannot be cleaned stays, mark and all, for a later sweep.
   *
   * @throws IOException when {@code directory} cannot be read
   */
  public static void sweep(Path directory, Cleaner cleaner) throws IOException {
    try (DirectoryStream<Path> marks = Files.newDirectoryStream(directory, PREFIX + "*")) {
      for (Path mark : marks) {
        String id = mark.getFileName().toString().substring(PREFIX.length());
        if (!id.startsWith(PROCESS + ".")) {
          sweep(mark, id, cleaner);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  private static void sweep(Path mark, String id, Cleaner cleaner) {
    try (FileChannel channel = FileChannel.open(mark, StandardOpenOption.WRITE)) {
      if (Optional.ofNullable(channel.tryLock()).isPresent()) {
        cleaner.clean(id);
        Files.deleteIfExists(mark);
      }
    } catch (NoSuchFileException e) {
      return; // its owner, or another sweep, was faster
    } catch (IOException e) {
      return; // not ours to delete, perhaps: leftovers cost room, a build must not fail for them
    }
  }

  /** The owner has cleaned up. */
  @Override
  public void close() throws IOException {
    try {
      Files.deleteIfExists(file);
    } finally {
      channel.close();
    }
  }
}
