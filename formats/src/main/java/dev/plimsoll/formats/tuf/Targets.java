package dev.plimsoll.formats.tuf;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * {@code targets.json} or the file of a delegated role (TUF 1.0.34 §4.5).
 *
 * @param targets by target path
 */
public record Targets(
    long version,
    Instant expires,
    Map<String, TargetFile> targets,
    Optional<Delegations> delegations)
    implements TufMetadata {
  public static final String TYPE = "targets";

  public Targets {
    targets = TufFields.ordered(targets);
  }

  public static Targets parse(String what, JsonObject json) throws FormatException {
    TufFields.requireHead(what, json, TYPE);
    Map<String, TargetFile> targets = new LinkedHashMap<>();
    for (Map.Entry<String, JsonValue> e : json.object("targets").members().entrySet()) {
      String entry = what + " target " + FormatException.quote(e.getKey());
      targets.put(e.getKey(), TargetFile.parse(entry, e.getValue().asObject(entry)));
    }
    Optional<JsonObject> delegations = json.findObject("delegations");
    return new Targets(
        TufFields.version(what, json),
        TufFields.expires(what, json),
        targets,
        delegations.isPresent()
            ? Optional.of(Delegations.parse(what, delegations.get()))
            : Optional.empty());
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public JsonObject toJson() {
    JsonObject.Builder list = JsonObject.builder();
    targets.forEach((path, file) -> list.put(path, file.toJson()));
    JsonObject.Builder json = TufFields.head(this).put("targets", list.build());
    delegations.ifPresent(d -> json.put("delegations", d.toJson()));
    return json.build();
  }
}
