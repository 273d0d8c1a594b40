package dev.plimsoll.cli.command;

import dev.plimsoll.cli.ceremony.Desk;
import dev.plimsoll.cli.ceremony.OfflineFiles;
import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.cli.terminal.Context;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.tuf.Root;
import dev.plimsoll.formats.tuf.TufMetadata;
import dev.plimsoll.signer.tuf.event.RootEdit;
import dev.plimsoll.signer.tuf.event.TargetsEdit;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code plimsoll tuf renew ROLE}: the same content for longer. */
@Command(
    name = "renew",
    mixinStandardHelpOptions = true,
    description =
        "Proposes the next version of an offline role's file, the same but for its expiry.",
    footer = {
      "",
      "Exit codes: 0 waits for signatures; 2 no such role, or something waits already; 4 unreadable."
    })
public final class TufRenewCommand implements Callable<Integer> {
  private final Context context;

  @Parameters(paramLabel = "ROLE", description = "root, targets, host-NAME")
  private String role = "";

  @Mixin private final TufEdit edit = new TufEdit();

  public TufRenewCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, CommandFailure, FormatException {
    try (Desk desk = edit.desk().open(context)) {
      OfflineFiles files = new OfflineFiles(desk);
      Instant expires = edit.expires(role, context);
      TufMetadata next =
          role.equals(Root.TYPE)
              ? RootEdit.renewed(files.root(), expires)
              : TargetsEdit.renewed(files.targets(role), expires);
      TufEdit.show(List.of(files.propose(role, next)), context);
      return 0;
    }
  }
}
