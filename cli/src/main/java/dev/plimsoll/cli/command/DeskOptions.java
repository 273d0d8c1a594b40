package dev.plimsoll.cli.command;

import dev.plimsoll.cli.ceremony.Desk;
import dev.plimsoll.cli.ceremony.LocalDesk;
import dev.plimsoll.cli.ceremony.RemoteDesk;
import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.cli.terminal.Context;
import dev.plimsoll.formats.FormatException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;

/** Where a ceremony is held: a service, or a data directory that has published nothing yet. */
final class DeskOptions {
  @Mixin private final ConnectOptions connect = new ConnectOptions();

  Path data(Context context) {
    return connect.data(context);
  }

  Desk open(Context context) throws IOException, CommandFailure, FormatException {
    if (!connect.elsewhere()) {
      Optional<LocalDesk> first = LocalDesk.find(connect.data(context), context.time());
      if (first.isPresent()) {
        return first.get();
      }
    }
    return new RemoteDesk(connect.connect(context));
  }
}
