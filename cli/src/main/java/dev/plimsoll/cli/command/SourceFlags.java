package dev.plimsoll.cli.command;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.BuildRequest.LockMode;
import dev.plimsoll.image.layer.LayerLimits;
import dev.plimsoll.image.source.SourceOptions;
import dev.plimsoll.image.source.TrustGate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
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

  @Mixin private final NetworkFlags network = new NetworkFlags();

  @Mixin private final LayerFlags layers = new LayerFlags();

  @Mixin private final TrustFlags trust = new TrustFlags();

  Path lockFile(Path folder) {
    return lock.orElseGet(() -> folder.resolve("plimsoll.lock"));
  }

  LockMode lockMode() throws CommandFailure {
    if (update && locked) {
      throw CommandFailure.wrong("--update and --locked exclude each other");
    }
    if (update && network.offline()) {
      throw CommandFailure.wrong("--update and --offline exclude each other");
    }
    return update ? LockMode.UPDATE : locked ? LockMode.LOCKED : LockMode.ADD;
  }

  LayerLimits layerLimits() throws FormatException {
    return layers.limits();
  }

  SourceOptions options() throws CommandFailure {
    return network.options();
  }

  /** Checks the signatures that specifications ask for. */
  TrustGate gate() throws IOException, FormatException {
    return trust.gate();
  }
}
