package dev.plimsoll.cli.command;

import dev.plimsoll.cli.ceremony.Desk;
import dev.plimsoll.cli.ceremony.RoleTable;
import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.cli.terminal.Context;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.signer.tuf.event.RoleStatus;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code plimsoll tuf expire-check}: for cron. */
@Command(
    name = "expire-check",
    mixinStandardHelpOptions = true,
    description = {
      "Lists the roles that need somebody: signed by people and out within --within days, or",
      "renewed by the service and yet in the last fifth of their life."
    },
    footer = {"", "Exit codes: 0 none; 1 there are some, or something has expired; 4 unreadable."})
public final class TufExpireCheckCommand implements Callable<Integer> {
  private final Context context;

  @Option(
      names = "--within",
      paramLabel = "DAYS",
      description = "for roles that people sign (default: ${DEFAULT-VALUE})")
  private int within = 30;

  @Mixin private final DeskOptions desk = new DeskOptions();

  public TufExpireCheckCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, CommandFailure, FormatException {
    try (Desk open = desk.open(context)) {
      Instant now = context.time().instant();
      List<RoleStatus> due =
          open.roles().stream().filter(r -> r.isDue(now, Duration.ofDays(within))).toList();
      if (due.isEmpty()) {
        context.terminal().out().println("no role needs anybody within " + within + " days");
        return 0;
      }
      context.terminal().out().print(RoleTable.of(due, now).render(context.terminal().paint()));
      return 1;
    }
  }
}
