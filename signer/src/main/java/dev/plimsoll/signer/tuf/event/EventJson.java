package dev.plimsoll.signer.tuf.event;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.tuf.Key;
import dev.plimsoll.formats.tuf.Role;
import dev.plimsoll.signer.tuf.event.SigningEvent.State;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A signing event as a service tells it: {@code {"role","version","wanted","state","file":base64,
 * "demands":[{"by","threshold","keys":[{"keyid","keytype","scheme","keyval":{}}],"signed":[keyid],
 * "missing":[keyid]}]}}. A reader takes {@code file} and {@code demands}, and finds out itself who
 * has signed.
 */
public final class EventJson {
  private static final int MAX_KEYS = 1_000; // of one demand

  private EventJson() {}

  public static JsonObject write(SigningEvent event) {
    List<JsonValue> demands = new ArrayList<>();
    for (Demand demand : event.demands()) {
      demands.add(
          JsonObject.builder()
              .put("by", demand.by())
              .put("threshold", demand.role().threshold())
              .put("keys", keys(demand))
              .putStrings("signed", demand.signers(event.file()))
              .putStrings("missing", demand.missing(event.file()))
              .build());
    }
    return JsonObject.builder()
        .put("role", event.role())
        .put("version", event.file().signed().version())
        .put("wanted", event.wanted())
        .put("state", state(event.state()))
        .put("file", event.file().file().base64())
        .put("demands", demands)
        .build();
  }

  public static SigningEvent parse(String what, JsonObject json) throws FormatException {
    List<Demand> demands = new ArrayList<>();
    for (JsonValue item : json.array("demands")) {
      demands.add(demand(what, item.asObject(what + " demand")));
    }
    String role = json.string("role");
    return new SigningEvent(
        role,
        SigningEvent.parse(role, Bytes.parseBase64(json.string("file"))),
        json.integer("wanted"),
        demands);
  }

  private static List<JsonValue> keys(Demand demand) {
    List<JsonValue> keys = new ArrayList<>();
    for (String id : demand.role().keyIds()) {
      Key key = demand.keys().get(id);
      if (key != null) {
        JsonObject.Builder json = JsonObject.builder().put("keyid", id);
        key.toJson().members().forEach(json::put);
        keys.add(json.build());
      }
    }
    return keys;
  }

  private static Demand demand(String what, JsonObject json) throws FormatException {
    List<JsonValue> items = json.array("keys");
    long threshold = json.integer("threshold");
    if (items.size() > MAX_KEYS || threshold < 1) {
      throw new FormatException(
          what, "threshold " + threshold + " of " + items.size() + " keys, limit " + MAX_KEYS);
    }
    Map<String, Key> keys = new LinkedHashMap<>();
    for (JsonValue item : items) {
      JsonObject key = item.asObject(what + " key");
      keys.put(key.string("keyid"), Key.parse(key));
    }
    return new Demand(json.string("by"), new Role(List.copyOf(keys.keySet()), threshold), keys);
  }

  private static String state(State state) {
    return switch (state) {
      case State.Complete ignored -> "complete";
      case State.Waiting ignored -> "waiting";
      case State.Stale ignored -> "stale";
      case State.Undelegated ignored -> "undelegated";
    };
  }
}
