package dev.plimsoll.cli.service;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.formats.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * The lock file beside a specification: sent with a run, and replaced by what the run's build made
 * of it, so that the next build takes the same versions.
 */
public record LockFileCopy(Path path) {

  /** What is pinned so far; empty when nothing is. */
  public Optional<String> read() throws IOException {
    return Files.exists(path) ? Optional.of(Files.readString(path)) : Optional.empty();
  }

  /** Fetches the lock file of a finished build; does nothing when it is the same. */
  public void update(ServiceClient service, RunResult run) throws IOException, CommandFailure {
    if (run.lock().isEmpty()) {
      return;
    }
    Bytes content = service.getBytes("/v1/blobs/" + run.lock().get());
    if (Files.exists(path) && Bytes.copyOf(Files.readAllBytes(path)).equals(content)) {
      return;
    }
    // one name for all: the next one writes over what a killed one left
    Path part = path.resolveSibling("." + path.getFileName() + ".part");
    try {
      Files.write(part, content.toArray());
      Files.move(part, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
