package dev.plimsoll.signer.tuf;

import dev.plimsoll.formats.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.Optional;

/**
 * The directory {@code metadata/}. A file appears whole and synced under its name, or not at all;
 * one that a crash left half-written has a name that nobody asks for. Blocking.
 */
final class TufDirectory {
  static final String TIMESTAMP_FILE = "timestamp.json";

  private static final String ASIDE = ".new";
  private static final String LOCK = "lock";

  private final Path directory;

  TufDirectory(Path directory) {
    this.directory = directory;
  }

  Path path() {
    return directory;
  }

  boolean has(String name) {
    return Files.exists(directory.resolve(name));
  }

  /** Makes the directory, and removes what an interrupted write left. */
  void prepare() throws IOException {
    Files.createDirectories(directory);
    try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, "*" + ASIDE)) {
      for (Path file : left) {
        Files.deleteIfExists(file);
      }
    }
  }

  /**
   * The right to write, against other processes too; ends with the process at the latest.
   *
   * @throws IOException when another writer of this process has it
   */
  FileChannel lock() throws IOException {
    FileChannel channel =
        FileChannel.open(
            directory.resolveSibling(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      channel.lock(); // ends with the channel
      return channel;
    } catch (OverlappingFileLockException | IOException e) {
      channel.close();
      throw new IOException(directory + ": another writer is at work", e);
    }
  }

  Bytes read(String name) throws IOException {
    return Bytes.copyOf(Files.readAllBytes(directory.resolve(name)));
  }

  Optional<Bytes> find(String name) throws IOException {
    try {
      return Optional.of(read(name));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Writes {@code name} aside: neither seen nor durable before {@link #publish}. */
  void stage(String name, Bytes content) throws IOException {
    try (FileChannel out =
        FileChannel.open(
            aside(name),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer buffer = content.asReadOnlyBuffer();
      while (buffer.hasRemaining()) {
        out.write(buffer);
      }
    }
  }

  /** Syncs what was staged under {@code names}, then gives each its name, then syncs the names. */
  void publish(Collection<String> names) throws IOException {
    for (String name : names) {
      try (FileChannel staged = FileChannel.open(aside(name), StandardOpenOption.WRITE)) {
        staged.force(true);
      }
    }
    for (String name : names) {
      Files.move(
          aside(name),
          directory.resolve(name),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    }
    sync();
  }

  private Path aside(String name) {
    return directory.resolve(name + ASIDE);
  }

  void delete(String name) throws IOException {
    Files.deleteIfExists(directory.resolve(name));
  }

  private void sync() throws IOException {
    try (FileChannel opened = FileChannel.open(directory, StandardOpenOption.READ)) {
      opened.force(true);
    }
  }
}
