package dev.plimsoll.cli.boot;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.formats.FormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** An image in files, with what had to be unpacked of it until {@link #close}. */
public final class LocalBoot implements AutoCloseable {
  private final Path work;
  private final LocalImage image;
  private final Board board;

  private LocalBoot(Path work, LocalImage image, Board board) {
    this.work = work;
    this.image = image;
    this.board = board;
  }

  /**
   * Finds the image and looks at its kernel.
   *
   * @param parent of a temporary directory, made when it is new
   */
  public static LocalBoot prepare(Path given, Path parent)
      throws IOException, CommandFailure, FormatException {
    Files.createDirectories(parent);
    Path work = Files.createTempDirectory(parent, "image-");
    try {
      LocalImage image = LocalImage.find(given, work);
      return new LocalBoot(work, image, Board.of(image.kernel()));
    } catch (IOException | CommandFailure | FormatException | RuntimeException e) {
      delete(work);
      throw e;
    }
  }

  public LocalImage image() {
    return image;
  }

  public Board board() {
    return board;
  }

  /**
   * Whether a machine without an answer simply ran to its end: a system that has no boot agent
   * gives none. A kernel that panicked says so, and resets the machine like one that is done.
   */
  public static boolean poweredOff(BootOutcome.Died died) {
    return died.exitCode() == 0 && !died.console().contains("Kernel panic - not syncing");
  }

  @Override
  public void close() throws IOException {
    delete(work);
  }

  private static void delete(Path directory) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(directory)) {
      files = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
  }
}
