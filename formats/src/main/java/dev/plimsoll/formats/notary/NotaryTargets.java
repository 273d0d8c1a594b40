package dev.plimsoll.formats.notary;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonNull;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.tuf.TargetFile;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Notary's {@code targets.json} or the file of a delegation.
 *
 * @param targets by target name, which is any text; with hashes in the hex of the shared model
 * @param plainCustom the custom values that are no object, by target name: Notary takes any JSON,
 *     TUF 1.0 and {@link TargetFile} an object
 * @param keys of the delegations, by id
 * @param delegations in order of precedence
 */
public record NotaryTargets(
    long version,
    Instant expires,
    Map<String, TargetFile> targets,
    Map<String, JsonValue> plainCustom,
    Map<String, NotaryKey> keys,
    List<NotaryDelegation> delegations)
    implements NotarySigned {
  public static final String TYPE = "Targets";

  private static final JsonObject NONE = JsonObject.builder().build();

  public NotaryTargets {
    targets = NotaryFields.ordered(targets);
    plainCustom = NotaryFields.ordered(plainCustom);
    keys = NotaryFields.ordered(keys);
    delegations = List.copyOf(delegations);
  }

  public static NotaryTargets parse(String what, JsonObject json) throws FormatException {
    NotaryFields.requireType(what, json, TYPE);
    Map<String, TargetFile> targets = new LinkedHashMap<>();
    Map<String, JsonValue> plainCustom = new LinkedHashMap<>();
    for (Map.Entry<String, JsonValue> e : NotaryFields.map(json, "targets").members().entrySet()) {
      String entry = what + " target " + FormatException.quote(e.getKey());
      JsonObject target = e.getValue().asObject(entry);
      Optional<JsonValue> custom = target.find("custom").filter(c -> !(c instanceof JsonNull));
      if (custom.isPresent() && !(custom.get() instanceof JsonObject)) {
        plainCustom.put(e.getKey(), custom.get());
      }
      targets.put(
          e.getKey(),
          new TargetFile(
              NotaryFields.atLeast(entry, target, "length", 0),
              NotaryFields.hashes(entry, target),
              custom.isPresent() && custom.get() instanceof JsonObject o ? o : NONE));
    }
    JsonObject delegations = NotaryFields.map(json, "delegations");
    return new NotaryTargets(
        NotaryFields.version(what, json),
        NotaryFields.expires(what, json),
        targets,
        plainCustom,
        NotaryFields.keys(what, delegations),
        NotaryDelegation.parseAll(what, delegations));
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public JsonObject toJson() {
    JsonObject.Builder list = JsonObject.builder();
    targets.forEach((name, file) -> list.put(name, targetJson(name, file)));
    return NotaryFields.head(this)
        .put(
            "delegations",
            JsonObject.builder()
                .put("keys", NotaryFields.keysJson(keys))
                .put("roles", delegations.stream().map(NotaryDelegation::toJson).toList())
                .build())
        .put("targets", list.build())
        .build();
  }

  private JsonObject targetJson(String name, TargetFile file) {
    JsonObject.Builder json =
        JsonObject.builder()
            .put("hashes", NotaryFields.hashesJson(file.hashes()))
            .put("length", file.length());
    JsonValue plain = plainCustom.get(name);
    if (plain != null) {
      json.put("custom", plain);
    } else if (!file.custom().members().isEmpty()) {
      json.put("custom", file.custom());
    }
    return json.build();
  }
}
