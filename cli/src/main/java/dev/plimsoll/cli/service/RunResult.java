package dev.plimsoll.cli.service;

import dev.plimsoll.cli.service.RunEvents.Event;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A run that has ended, as its events told.
 *
 * @param events names, in order
 * @param end name of the last event
 * @param image digest of the image that was built, if it came to that
 * @param kernelRelease of that image, such as {@code 6.1.0-56-cloud-amd64}
 * @param lock digest of the lock file as the build left it
 * @param auditReport digest of the stored audit report, if it came to that
 * @param reasons why it was rejected, failed or cancelled; empty when published
 * @param failure {@code input}, {@code evidence} or {@code internal} when the run failed
 */
public record RunResult(
    String id,
    List<String> events,
    String end,
    Optional<Digest> image,
    Optional<String> kernelRelease,
    Optional<Digest> lock,
    Optional<Digest> auditReport,
    List<String> reasons,
    Optional<String> failure) {
  public RunResult {
    events = List.copyOf(events);
    reasons = List.copyOf(reasons);
  }

  static RunResult of(String id, List<Event> events) throws FormatException {
    Event last = events.getLast();
    return new RunResult(
        id,
        events.stream().map(Event::name).toList(),
        last.name(),
        digest(events, "ImageBuilt", "image"),
        member(events, "ImageBuilt", "kernelRelease"),
        digest(events, "ImageBuilt", "lock"),
        digest(events, "KernelAudited", "report"),
        reasons(last),
        last.data().findString("kind"));
  }

  private static Optional<Digest> digest(List<Event> events, String event, String name)
      throws FormatException {
    Optional<String> text = member(events, event, name);
    return text.isEmpty() ? Optional.empty() : Optional.of(Digest.parse(text.get()));
  }

  private static Optional<String> member(List<Event> events, String event, String name)
      throws FormatException {
    for (Event e : events) {
      if (e.name().equals(event)) {
        return e.data().findString(name);
      }
    }
    return Optional.empty();
  }

  private static List<String> reasons(Event last) throws FormatException {
    JsonObject data = last.data();
    List<String> reasons = new ArrayList<>();
    for (JsonValue finding : data.arrayOrEmpty("findings")) {
      JsonObject f = finding.asObject("finding");
      reasons.add(f.string("policy") + "/" + f.string("ruleId") + ": " + f.string("message"));
    }
    data.findString("message").ifPresent(reasons::add);
    data.findString("reason").ifPresent(reasons::add);
    return reasons;
  }
}
