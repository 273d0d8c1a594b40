package dev.plimsoll.cli.command;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.progress.Progress;
import dev.plimsoll.server.BuildConfig;
import java.io.IOException;
import picocli.CommandLine.Mixin;

/** How the runs of a service build: for {@code serve}, and for a service inside a command. */
final class ServiceFlags {
  @Mixin private final NetworkFlags network = new NetworkFlags();

  @Mixin private final LayerFlags layers = new LayerFlags();

  @Mixin private final TrustFlags trust = new TrustFlags();

  /** Whether the user said anything. */
  boolean given() {
    return network.given() || layers.given() || trust.given();
  }

  boolean offline() {
    return network.offline();
  }

  /** {@code progress} hears of every build. */
  BuildConfig builds(Progress progress) throws IOException, CommandFailure, FormatException {
    return new BuildConfig(network.options(), layers.limits(), trust.keys(), progress);
  }
}
