package dev.plimsoll.cli.command;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.cli.outcome.ExitCode;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

/** A specification as the user named it: where it stands and what it is called. */
record SpecFile(Path path) {
  /** Largest specification, bytes. */
  private static final long MAX_SIZE = 4L << 20;

  /** Where relative paths in the specification start. */
  Path folder() {
    Path parent = path.toAbsolutePath().normalize().getParent();
    return parent == null ? Path.of("/") : parent;
  }

  /** The file's name without {@code .yml}, fit for an image name. */
  String stem() {
    Path name = path.getFileName();
    String text = name == null ? "image" : name.toString();
    int dot = text.lastIndexOf('.');
    String stem = (dot > 0 ? text.substring(0, dot) : text).toLowerCase(Locale.ROOT);
    String clean = stem.replaceAll("[^a-z0-9._-]", "-").replaceAll("^[._-]+", "");
    return clean.isEmpty() ? "image" : clean;
  }

  String text() throws IOException, CommandFailure {
    if (Files.isDirectory(path)) {
      throw CommandFailure.wrong(path + ": is a directory, wanted a file");
    }
    try {
      if (Files.size(path) > MAX_SIZE) {
        throw CommandFailure.wrong(
            path + " is " + Files.size(path) + " bytes; the limit is " + MAX_SIZE);
      }
      return Files.readString(path);
    } catch (NoSuchFileException e) {
      throw new CommandFailure(ExitCode.WRONG, path + ": no such file", e);
    } catch (MalformedInputException e) {
      throw new CommandFailure(ExitCode.WRONG, path + ": not UTF-8", e);
    }
  }
}
