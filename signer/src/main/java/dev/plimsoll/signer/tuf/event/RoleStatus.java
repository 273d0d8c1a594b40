package dev.plimsoll.signer.tuf.event;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonArray;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.tuf.Role;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;

/**
 * One published role, for people.
 *
 * @param version 0 while nothing is published
 * @param expires the earliest, where a role stands for many bins
 * @param keys who signs it
 */
public record RoleStatus(String role, long version, Instant expires, Role keys, Renewal renewal) {

  /** Who makes the next file in time. */
  public enum Renewal {
    /** A running service, with keys that it holds. */
    SERVICE,
    /** People, in a ceremony. */
    PEOPLE
  }

  /** Least time that a role of the service has left while the service does its work. */
  private static final Duration OVERDUE = Duration.ofHours(5); // of a timestamp's day

  /** Whether somebody should look: people who sign, or whoever runs the service. */
  public boolean isDue(Instant now, Duration within) {
    if (version == 0) {
      return false;
    }
    return switch (renewal) {
      case PEOPLE -> !expires.isAfter(now.plus(within));
      case SERVICE -> !expires.isAfter(now.plus(OVERDUE));
    };
  }

  public JsonObject toJson() {
    return JsonObject.builder()
        .put("role", role)
        .put("version", version)
        .put("expires", expires.toString())
        .put("threshold", keys.threshold())
        .put("keyids", JsonArray.ofStrings(keys.keyIds()))
        .put("renewal", renewal == Renewal.SERVICE ? "service" : "people")
        .build();
  }

  public static RoleStatus parse(String what, JsonObject json) throws FormatException {
    List<String> ids = new ArrayList<>();
    for (JsonValue id : json.array("keyids")) {
      ids.add(id.asString("keyid"));
    }
    long threshold = json.integer("threshold");
    if (threshold < 1) {
      throw new FormatException(what, "threshold is " + threshold + ", wanted at least 1");
    }
    try {
      return new RoleStatus(
          json.string("role"),
          json.integer("version"),
          Instant.parse(json.string("expires")),
          new Role(ids, threshold),
          json.string("renewal").equals("service") ? Renewal.SERVICE : Renewal.PEOPLE);
    } catch (DateTimeParseException e) {
      throw new FormatException(what + ": expires is no time", e);
    }
  }
}
