package dev.plimsoll.verifier.tuf;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Where target files come from. Nothing that a source gives is trusted. Blocking, not retried. */
@FunctionalInterface
public interface TargetSource {
  /**
   * The content of a file; close it.
   *
   * @param path as it stands in the repository, {@code HASH.name} when snapshots are consistent;
   *     not percent-quoted
   * @return empty when there is no such file
   * @throws IOException when it is unknown whether there is one
   */
  Optional<InputStream> open(String path) throws IOException;

  /** The files below one directory. */
  static TargetSource of(Path directory) {
    Path root = directory.toAbsolutePath().normalize();
    return path -> {
      Path file = root.resolve(path).normalize();
      if (!file.startsWith(root) || file.equals(root)) {
        throw new IOException("target path " + path + " leaves its directory");
      }
      try {
        return Optional.of(Files.newInputStream(file));
      } catch (NoSuchFileException e) {
        return Optional.empty();
      }
    };
  }
}
