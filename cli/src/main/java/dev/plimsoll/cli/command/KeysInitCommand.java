package dev.plimsoll.cli.command;

import dev.plimsoll.cli.terminal.Context;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.server.OfflineKeyFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code plimsoll keys dev-init}: stand-ins for the keys that belong offline. */
@Command(
    name = "dev-init",
    mixinStandardHelpOptions = true,
    description = {
      "Makes development stand-ins for the offline keys (TUF root and targets, release) in the",
      "state directory; keeps those that are there. Never for production."
    },
    footer = {"", "Exit codes: 0 they are there; 4 they cannot be written."})
public final class KeysInitCommand implements Callable<Integer> {
  private final Context context;

  @Mixin private final ConnectOptions connect = new ConnectOptions();

  public KeysInitCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, FormatException {
    Path offline = connect.data(context).resolve("offline");
    OfflineKeyFiles.create(offline, new SecureRandom());
    context
        .terminal()
        .err()
        .println(
            context.terminal().paint().red("DEVELOPMENT KEYS")
                + " in "
                + offline
                + ": whoever reads this disk can sign with them");
    return 0;
  }
}
