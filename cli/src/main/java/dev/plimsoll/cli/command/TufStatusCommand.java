package dev.plimsoll.cli.command;

import dev.plimsoll.cli.ceremony.Desk;
import dev.plimsoll.cli.ceremony.EventTable;
import dev.plimsoll.cli.ceremony.RoleTable;
import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.cli.terminal.Context;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.signer.tuf.event.RoleStatus;
import dev.plimsoll.signer.tuf.event.SigningEvent;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code plimsoll tuf status}: who signs what, until when, and what waits. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Shows every role with version, expiry, keys and threshold, and what waits.",
    footer = {"", "Exit codes: 0 shown; 4 the repository cannot be read."})
public final class TufStatusCommand implements Callable<Integer> {
  private final Context context;

  @Mixin private final DeskOptions desk = new DeskOptions();

  public TufStatusCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, CommandFailure, FormatException {
    try (Desk open = desk.open(context)) {
      var paint = context.terminal().paint();
      List<RoleStatus> roles = open.roles();
      if (!roles.isEmpty()) {
        context.terminal().out().print(RoleTable.of(roles, context.time().instant()).render(paint));
      }
      List<SigningEvent> events = open.events();
      if (!events.isEmpty()) {
        context.terminal().out().print(EventTable.of(events).render(paint));
      }
      return 0;
    }
  }
}
