package dev.plimsoll.cli.service;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.formats.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes the reports that a service renders. */
public final class ReportFiles {
  private final ServiceClient service;
  private final Path directory;

  public ReportFiles(ServiceClient service, Path directory) {
    this.service = service;
    this.directory = directory;
  }

  /**
   * Writes {@code RUN.EXT}; appears whole or not at all.
   *
   * @param extension such as {@code html} or {@code oscal.json}
   */
  public Path write(String run, String extension) throws IOException, CommandFailure {
    String name = run + "." + extension;
    Bytes content = service.getBytes("/v1/reports/" + name);
    Path folder = directory.toAbsolutePath();
    Files.createDirectories(folder);
    Path part = Files.createTempFile(folder, name, ".part");
    try {
      Files.write(part, content.toArray());
      return Files.move(
          part,
          folder.resolve(name),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
