package dev.plimsoll.image.store;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/**
 * When components were last taken from the store: an empty promise is enough, so nothing is
 * fsynced. Files {@code uses/<64 hex>-<16 hex of what>} with {@code what} as their text, dated when
 * it was last used.
 */
final class Uses {
  static final String FOLDER = "uses";

  private final Path directory;
  private final SharedMark mark;

  Uses(Path directory, SharedMark mark) {
    this.directory = directory;
    this.mark = mark;
  }

  void record(Digest root, String what, Instant now) throws IOException {
    String name = root.hex() + "-" + Bytes.ofUtf8(what).digest().hex().substring(0, 16);
    Path file = directory.resolve(name);
    try {
      Files.setLastModifiedTime(file, FileTime.from(now));
    } catch (NoSuchFileException e) {
      Files.createDirectories(directory);
      String owner = mark.enter();
      try {
        Path temporary = TemporaryFiles.create(directory, "tmp-" + owner);
        Files.writeString(temporary, what);
        Files.setLastModifiedTime(temporary, FileTime.from(now));
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        mark.leave();
      }
    }
  }

  /** Forgets that {@code root} was ever used. */
  void remove(Digest root) throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, root.hex() + "-*")) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }
}
