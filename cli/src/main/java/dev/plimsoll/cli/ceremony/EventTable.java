package dev.plimsoll.cli.ceremony;

import dev.plimsoll.cli.terminal.Table;
import dev.plimsoll.cli.terminal.Table.Ink;
import dev.plimsoll.signer.tuf.event.Demand;
import dev.plimsoll.signer.tuf.event.SigningEvent;
import dev.plimsoll.signer.tuf.event.SigningEvent.State;
import java.util.List;

/** Pending files for people: what waits, who has signed, who could. */
public final class EventTable {
  private static final int SHORT = 12; // characters of a key id

  private EventTable() {}

  public static Table of(List<SigningEvent> events) {
    Table table = new Table("PENDING", "VERSION", "KEYS OF", "SIGNED", "STILL MAY SIGN", "STATE");
    for (SigningEvent event : events) {
      String version = Long.toString(event.file().signed().version());
      if (event.demands().isEmpty()) {
        table.row(Ink.DOUBTFUL, event.role(), version, "", "", "", state(event.state()));
      }
      for (Demand demand : event.demands()) {
        table.row(
            event.state() instanceof State.Complete ? Ink.GOOD : Ink.DOUBTFUL,
            event.role(),
            version,
            demand.by(),
            demand.signers(event.file()).size() + " of " + demand.role().threshold(),
            keys(demand.missing(event.file())),
            state(event.state()));
      }
    }
    return table;
  }

  private static String keys(List<String> ids) {
    return String.join(
        " ", ids.stream().map(id -> id.length() > SHORT ? id.substring(0, SHORT) : id).toList());
  }

  /** One line on where an event stands. */
  public static String state(State state) {
    return switch (state) {
      case State.Complete ignored -> "complete; waits for a file that goes with it";
      case State.Waiting w ->
          w.most() + (w.most() == 1 ? " signature missing" : " signatures missing");
      case State.Stale s -> "stale: version " + s.wanted() + " is due; withdraw it";
      case State.Undelegated ignored -> "waits for targets to name its keys";
    };
  }
}
