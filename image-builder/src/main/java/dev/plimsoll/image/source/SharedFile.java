package dev.plimsoll.image.source;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.store.TemporaryFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Read-modify-write of a lock file that several builds share. They exclude each other by a file
 * lock on {@code .NAME.guard} beside it, which is removed again; a crash leaves at most that empty
 * file, which hinders nobody. Readers take no lock: they see the old text or the new one.
 */
final class SharedFile {
  /** File locks are the whole process's: its own threads exclude each other here. */
  private static final ReentrantLock WRITERS = new ReentrantLock();

  private SharedFile() {}

  /** Makes the new text of what is there. */
  interface Change {
    LockText apply(LockText now) throws IOException;
  }

  static void replace(Path file, Change change) throws IOException {
    Path absolute = file.toAbsolutePath();
    Path directory = Optional.ofNullable(absolute.getParent()).orElseThrow();
    Path guard = directory.resolve("." + absolute.getFileName() + ".guard");
    WRITERS.lock();
    try {
      FileChannel held = hold(guard);
      try {
        removeLeftovers(absolute, directory);
        write(absolute, directory, change.apply(read(absolute)));
      } finally {
        Files.deleteIfExists(guard); // while it is held: whoever waits sees that it is gone
        held.close();
      }
    } finally {
      WRITERS.unlock();
    }
  }

  private static LockText read(Path file) throws IOException {
    try {
      return LockText.load(file);
    } catch (FormatException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /**
   * Locks the guard that lies at {@code guard} once it is locked: the one that was opened may have
   * been removed by its holder. A token tells, as Java cannot ask an open file for its identity.
   */
  private static FileChannel hold(Path guard) throws IOException {
    byte[] token = UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII);
    for (; ; ) {
      FileChannel channel =
          FileChannel.open(guard, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        channel.lock();
        channel.write(ByteBuffer.wrap(token), 0);
        if (Arrays.equals(token, Files.readAllBytes(guard))) {
          return channel;
        }
      } catch (NoSuchFileException e) {
        // removed meanwhile: the next one
      } catch (IOException e) {
        channel.close();
        throw e;
      }
      channel.close();
    }
  }

  /** What a writer that was killed left; nobody else writes while the guard is held. */
  private static void removeLeftovers(Path file, Path directory) throws IOException {
    String prefix = "." + file.getFileName() + "-";
    try (Stream<Path> files = Files.list(directory)) {
      for (Path left : files.filter(f -> f.getFileName().toString().startsWith(prefix)).toList()) {
        Files.deleteIfExists(left);
      }
    }
  }

  private static void write(Path file, Path directory, LockText text) throws IOException {
    Path temporary = TemporaryFiles.create(directory, String.valueOf(file.getFileName()));
    try {
      try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(text.encode().toArray());
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
