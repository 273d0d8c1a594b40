package dev.plimsoll.image;

import dev.plimsoll.image.store.LiveMark;
import dev.plimsoll.image.store.TemporaryTrees;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The temporary directory of one build, {@code PARENT/build-ID-…}, deleted with it. Making one also
 * deletes those of builds that were killed; a build that another process is at keeps its own.
 */
public final class WorkDirectory implements AutoCloseable {
  private static final String PREFIX = "build-";

  private final LiveMark mark;
  private final Path path;

  private WorkDirectory(LiveMark mark, Path path) {
    this.mark = mark;
    this.path = path;
  }

  /** Below {@code parent}, which is made when it is new. */
  public static WorkDirectory in(Path parent) throws IOException {
    Files.createDirectories(parent);
    LiveMark.sweep(parent, id -> deleteAll(parent, PREFIX + id + "-*"));
    LiveMark mark = LiveMark.in(parent);
    try {
      return new WorkDirectory(mark, Files.createTempDirectory(parent, PREFIX + mark.id() + "-"));
    } catch (IOException e) {
      mark.close();
      throw e;
    }
  }

  private static void deleteAll(Path parent, String pattern) throws IOException {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(parent, pattern)) {
      for (Path directory : left) {
        TemporaryTrees.delete(directory);
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  public Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    try {
      TemporaryTrees.delete(path);
    } finally {
      mark.close();
    }
  }
}
