package dev.plimsoll.image.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files that are written beside their final place and renamed when they are whole. */
public final class TemporaryFiles {
  private static final FileAttribute<Set<PosixFilePermission>> MODE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--"));

  private TemporaryFiles() {}

  /**
   * An empty file in {@code directory}, hidden, with the permissions of a file that people share
   * (0644 less the umask): what the builder writes holds no secrets.
   */
  public static Path create(Path directory, String name) throws IOException {
    return Files.createTempFile(directory, "." + name + "-", "", MODE);
  }
}
