package dev.plimsoll.cli.command;

import dev.plimsoll.cli.ceremony.EventTable;
import dev.plimsoll.cli.terminal.Context;
import dev.plimsoll.signer.tuf.event.SigningEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the commands that propose a new file of an offline role have in common. */
final class TufEdit {
  /** Root and targets hold a year, files of host roles a season. */
  private static final int YEAR = 365;

  private static final int SEASON = 90;

  @Option(
      names = "--expires-in",
      paramLabel = "DAYS",
      description = "how long the new file holds (default: 365, for host roles 90)")
  private Optional<Integer> days = Optional.empty();

  @Mixin private final DeskOptions desk = new DeskOptions();

  DeskOptions desk() {
    return desk;
  }

  Instant expires(String role, Context context) {
    int wanted = days.orElse(role.equals("root") || role.equals("targets") ? YEAR : SEASON);
    return context.time().instant().truncatedTo(ChronoUnit.SECONDS).plus(Duration.ofDays(wanted));
  }

  /** Says what to do next. */
  static void show(List<SigningEvent> events, Context context) {
    context.terminal().out().print(EventTable.of(events).render(context.terminal().paint()));
    for (SigningEvent event : events) {
      String role = event.role();
      context
          .terminal()
          .err()
          .println(
              "next: plimsoll tuf payload "
                  + role
                  + " --out "
                  + role
                  + ".payload; each holder: plimsoll tuf sign "
                  + role
                  + ".payload --key KEY --out NAME.sig; then: plimsoll tuf add-signature "
                  + role
                  + " NAME.sig");
    }
  }
}
