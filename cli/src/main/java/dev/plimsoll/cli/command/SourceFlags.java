package dev.plimsoll.cli.command;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.image.BuildRequest.LockMode;
import dev.plimsoll.image.source.SourceOptions;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where a build's components may come from, and what pins them. */
final class SourceFlags {
  @Option(
      names = "--lock",
      paramLabel = "FILE",
      description = "(default: plimsoll.lock beside the first YAML)")
  private Optional<Path> lock = Optional.empty();

  @Option(names = "--update", description = "refresh every entry of the lock file")
  private boolean update;

  @Option(names = "--locked", description = "refuse what the lock file does not have")
  private boolean locked;

  Path lockFile(Path folder) {
    return lock.orElseGet(() -> folder.resolve("plimsoll.lock"));
  }

  LockMode lockMode() throws CommandFailure {
    if (update && locked) {
      throw CommandFailure.wrong("--update and --locked exclude each other");
    }
    return update ? LockMode.UPDATE : locked ? LockMode.LOCKED : LockMode.ADD;
  }

  SourceOptions options() {
    return SourceOptions.DEFAULT;
  }
}
