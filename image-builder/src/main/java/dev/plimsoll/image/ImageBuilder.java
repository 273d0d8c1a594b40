package dev.plimsoll.image;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.store.ContentStore;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Builds images. Blocking, for virtual threads; one instance serves many builds at once.
 *
 * <p>External programs: {@code apt-get} and {@code mksquashfs}, run without a shell, with a fixed
 * environment and a time limit.
 */
public final class ImageBuilder {
  private final ContentStore store;
  private final Path workDirectory;

  /**
   * @param store receives every part and keeps every fetched package
   * @param workDirectory for temporary files; emptied after each build
   */
  public ImageBuilder(ContentStore store, Path workDirectory) {
    this.store = store;
    this.workDirectory = workDirectory;
  }

  /**
   * @throws FormatException when the specification is wrong: {@code file:line:column: message}
   * @throws IOException when a source cannot be read or fetched, or the disk is full
   */
  public BuiltImage build(BuildRequest request) throws FormatException, IOException {
    throw new UnsupportedOperationException(store + " " + workDirectory);
  }
}
