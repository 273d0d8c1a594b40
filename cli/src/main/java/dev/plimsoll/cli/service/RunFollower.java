package dev.plimsoll.cli.service;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.cli.service.RunEvents.Event;
import dev.plimsoll.cli.terminal.Table;
import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Submits a run and tells its events as they happen, on stderr. */
public final class RunFollower {
  private final ServiceClient service;
  private final Terminal terminal;
  private final InstantSource time;

  public RunFollower(ServiceClient service, Terminal terminal, InstantSource time) {
    this.service = service;
    this.terminal = terminal;
    this.time = time;
  }

  /** Blocks until the run has ended. */
  public RunResult submit(RunRequestBody request)
      throws IOException, CommandFailure, FormatException {
    JsonObject accepted = service.post("/v1/runs", request.toJson());
    String id = accepted.string("id");
    Instant start = time.instant();
    List<Event> events = new ArrayList<>();
    new RunEvents(service, id)
        .follow(
            event -> {
              events.add(event);
              terminal.err().println(line(event, Duration.between(start, time.instant())));
            });
    return RunResult.of(id, events);
  }

  private String line(Event event, Duration since) {
    String subject;
    try {
      subject = event.cloudEvent().findString("subject").orElse("");
    } catch (FormatException e) {
      subject = "";
    }
    return String.format(
        Locale.ROOT,
        "  %5.1f s  %-16s %s",
        since.toMillis() / 1000.0,
        event.name(),
        terminal.paint().dim(Table.clean(subject)));
  }
}
