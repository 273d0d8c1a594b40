package dev.plimsoll.cli.service;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.cli.service.RunEvents.Event;
import dev.plimsoll.cli.terminal.Table;
import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Submits a run and tells its events as they happen. An interrupt cancels the run:
 *
 * <pre>
 * submit ─► follow ─► end
 *             └ interrupt ─► DELETE ─► follow ─► RunCancelled, or, too late, how it ended
 * </pre>
 */
public final class RunFollower {
  private final ServiceClient service;
  private final Listener listener;
  private final InstantSource time;

  /** Hears what happens, and how long after the start. Called by the thread that follows. */
  @FunctionalInterface
  public interface Listener {
    void happened(Event event, Duration since);
  }

  /** Tells events on stderr, a line each. */
  public RunFollower(ServiceClient service, Terminal terminal, InstantSource time) {
    this(service, time, (event, since) -> terminal.err().println(line(terminal, event, since)));
  }

  public RunFollower(ServiceClient service, InstantSource time, Listener listener) {
    this.service = service;
    this.time = time;
    this.listener = listener;
  }

  /**
   * Blocks until the run has ended. After an interrupt it returns when the run is cancelled, or has
   * ended otherwise because it was too late; the thread is not interrupted any more then.
   */
  public RunResult submit(RunRequestBody request)
      throws IOException, CommandFailure, FormatException {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("the run was cancelled before it was submitted");
    }
    String id = post(request).string("id");
    Instant start = time.instant();
    List<Event> events = new ArrayList<>();
    RunEvents run = new RunEvents(service, id);
    try {
      run.follow(event -> tell(event, events, start));
    } catch (IOException e) {
      if (!Thread.interrupted()) {
        throw e;
      }
      cancel(id);
      run.follow(event -> tell(event, events, start));
    }
    return RunResult.of(id, events);
  }

  private void tell(Event event, List<Event> events, Instant start) {
    events.add(event);
    listener.happened(event, Duration.between(start, time.instant()));
  }

  /** On a thread that nobody interrupts: a run whose number is not known cannot be cancelled. */
  private JsonObject post(RunRequestBody request)
      throws IOException, CommandFailure, FormatException {
    FutureTask<JsonObject> answer =
        new FutureTask<>(() -> service.post("/v1/runs", request.toJson()));
    Thread.ofVirtual().name("submit").start(answer);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return answer.get();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      switch (Optional.ofNullable(e.getCause()).orElse(e)) {
        case CommandFailure f -> throw f;
        case IOException io -> throw io;
        case RuntimeException r -> throw r;
        default -> throw new IOException("submitting the run failed: " + e, e);
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** A refusal means that the run is over, or nearly: its events tell. */
  private void cancel(String id) throws IOException {
    try {
      service.delete("/v1/runs/" + id);
    } catch (CommandFailure e) {
      System.getLogger(RunFollower.class.getName())
          .log(System.Logger.Level.DEBUG, "run " + id + " was not cancelled", e);
    }
  }

  private static String line(Terminal terminal, Event event, Duration since) {
    return String.format(
        Locale.ROOT,
        "  %5.1f s  %-16s %s",
        since.toMillis() / 1000.0,
        event.name(),
        terminal.paint().dim(Table.clean(event.subject())));
  }
}
