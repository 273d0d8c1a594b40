package dev.plimsoll.cli.service;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Follows a run's server-sent events to its end, over broken connections: each new one asks for
 * what comes after the last event seen ({@code Last-Event-ID}), so none is missed or told twice.
 */
public final class RunEvents {
  private static final JsonReader READER = JsonReader.within(JsonLimits.DOCUMENT);
  private static final int TRIES = 5;

  /** Events after which a run has no more. */
  private static final Set<String> LAST =
      Set.of("ImagePublished", "RunRejected", "RunFailed", "RunCancelled");

  private final ServiceClient service;
  private final String run;
  private long lastId = -1;

  public RunEvents(ServiceClient service, String run) {
    this.service = service;
    this.run = run;
  }

  /**
   * One event as it was sent.
   *
   * @param name such as {@code ImageBuilt}
   * @param cloudEvent the CloudEvents 1.0 JSON
   */
  public record Event(long id, String name, JsonObject cloudEvent) {
    /** The event's own members; empty when there are none. */
    public JsonObject data() throws FormatException {
      return cloudEvent.findObject("data").orElse(JsonObject.builder().build());
    }

    /** Digest of what it happened to; empty when it says none. */
    public String subject() {
      try {
        return cloudEvent.findString("subject").orElse("");
      } catch (FormatException e) {
        return "";
      }
    }
  }

  /** Blocks until the run's last event, which it returns; tells each one to {@code listener}. */
  public Event follow(Consumer<Event> listener)
      throws IOException, CommandFailure, FormatException {
    IOException cause = new IOException("the service ends the events of run " + run + " too early");
    for (int attempt = 0; attempt < TRIES; attempt++) {
      long before = lastId;
      try (Stream<String> lines = service.lines("/v1/runs/" + run + "/events", lastId)) {
        Event last = read(lines.iterator(), listener);
        if (last != null) {
          return last;
        }
      } catch (UncheckedIOException e) {
        cause = new IOException("the events of run " + run + " broke off: " + e.getMessage(), e);
      }
      if (lastId > before) {
        attempt = -1;
      }
    }
    throw cause;
  }

  private @org.jspecify.annotations.Nullable Event read(
      Iterator<String> lines, Consumer<Event> listener) throws FormatException {
    long id = lastId;
    String name = "";
    StringBuilder data = new StringBuilder();
    while (lines.hasNext()) {
      String line = lines.next();
      if (line.isEmpty()) {
        if (!data.isEmpty()) {
          Event event = event(id, name, data.toString());
          lastId = id;
          listener.accept(event);
          if (LAST.contains(name)) {
            return event;
          }
        }
        name = "";
        data.setLength(0);
      } else if (line.startsWith("id:")) {
        id = number(line.substring(3).strip());
      } else if (line.startsWith("event:")) {
        name = line.substring(6).strip();
      } else if (line.startsWith("data:")) {
        data.append(line.substring(5).stripLeading()).append('\n');
      }
    }
    return null;
  }

  private Event event(long id, String name, String data) throws FormatException {
    String what = "event " + id + " of run " + run;
    return new Event(id, name, READER.parse(what, Bytes.ofUtf8(data)).asObject(what));
  }

  private static long number(String text) throws FormatException {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new FormatException("event id " + FormatException.quote(text) + " is not a number", e);
    }
  }
}
