package dev.plimsoll.image.store;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import java.io.IOException;
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

  Uses(Path directory) {
    this.directory = directory;
  }

  void record(Digest root, String what, Instant now) throws IOException {
    String name = root.hex() + "-" + Bytes.ofUtf8(what).digest().hex().substring(0, 16);
    Path file = directory.resolve(name);
    try {
      Files.setLastModifiedTime(file, FileTime.from(now));
    } catch (NoSuchFileException e) {
      Files.createDirectories(directory);
      Path temporary = TemporaryFiles.create(directory, "use");
      Files.writeString(temporary, what);
      Files.setLastModifiedTime(temporary, FileTime.from(now));
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    }
  }
}
