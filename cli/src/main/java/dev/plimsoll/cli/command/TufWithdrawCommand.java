package dev.plimsoll.cli.command;

import dev.plimsoll.cli.ceremony.Desk;
import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.cli.terminal.Context;
import dev.plimsoll.formats.FormatException;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code plimsoll tuf withdraw ROLE}: forgets what waits for signatures. */
@Command(
    name = "withdraw",
    mixinStandardHelpOptions = true,
    description = "Forgets the file that waits for signatures of a role, and those it has.",
    footer = {"", "Exit codes: 0 forgotten; 2 nothing waits for that role; 4 unreadable."})
public final class TufWithdrawCommand implements Callable<Integer> {
  private final Context context;

  @Parameters(paramLabel = "ROLE", description = "root, targets, host-NAME")
  private String role = "";

  @Mixin private final DeskOptions desk = new DeskOptions();

  public TufWithdrawCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, CommandFailure, FormatException {
    try (Desk open = desk.open(context)) {
      open.withdraw(role);
      context.terminal().out().println("nothing waits for signatures of " + role + " any more");
      return 0;
    }
  }
}
