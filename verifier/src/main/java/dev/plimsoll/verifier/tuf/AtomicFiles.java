package dev.plimsoll.verifier.tuf;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Files that appear whole or not at all. What a crash leaves aside ends in {@code .new} and is
 * overwritten by the next attempt. Blocking.
 */
final class AtomicFiles {
  private static final String ASIDE = ".new";

  private AtomicFiles() {}

  /** Writes a file's content. */
  interface Content {
    void writeTo(FileChannel out) throws IOException, TufException;
  }

  /**
   * Makes or replaces {@code file}: its content is on disk on return, its name after {@link #sync}.
   */
  static void write(Path file, Content content) throws IOException, TufException {
    Path aside = file.resolveSibling(file.getFileName() + ASIDE);
    try {
      try (FileChannel out =
          FileChannel.open(
              aside,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING)) {
        content.writeTo(out);
        out.force(false); // the name must never lead to an empty file
      }
      Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException | TufException | RuntimeException e) {
      Files.deleteIfExists(aside);
      throw e;
    }
  }

  /** Makes the names in {@code directory} durable. */
  static void sync(Path directory) throws IOException {
    try (FileChannel opened = FileChannel.open(directory, StandardOpenOption.READ)) {
      opened.force(true);
    }
  }
}
