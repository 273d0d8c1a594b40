package dev.plimsoll.pipeline;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.image.Architecture;
import dev.plimsoll.image.BuildRequest.LockMode;
import dev.plimsoll.pipeline.RunRequest.AgentRef;
import dev.plimsoll.pipeline.RunRequest.LockInput;
import dev.plimsoll.pipeline.RunRequest.SpecRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The stored form of a {@link RunRequest}; members in a fixed order. */
final class RunRequestJson {
  private RunRequestJson() {}

  static JsonObject encode(RunRequest request) {
    List<JsonValue> specs = new ArrayList<>();
    for (SpecRef s : request.specs()) {
      specs.add(
          JsonObject.builder().put("file", s.file()).put("text", s.text().toString()).build());
    }
    JsonObject.Builder json =
        JsonObject.builder()
            .put("name", request.name())
            .put("specs", specs)
            .put("baseDirectory", request.baseDirectory())
            .put("lock", lock(request.lock()))
            .put("lockMode", request.lockMode().name().toLowerCase(Locale.ROOT))
            .putStrings("policies", request.policies())
            .put("role", request.role());
    request.agent().ifPresent(a -> json.put("agent", agent(a)));
    json.put("architecture", request.architecture().wire());
    return json.putIfPresent("idempotencyKey", request.idempotencyKey()).build();
  }

  static RunRequest parse(JsonObject json) throws FormatException {
    List<SpecRef> specs = new ArrayList<>();
    for (JsonValue item : json.array("specs")) {
      JsonObject o = item.asObject("spec");
      specs.add(new SpecRef(o.string("file"), Digest.parse(o.string("text"))));
    }
    List<String> policies = new ArrayList<>();
    for (JsonValue item : json.array("policies")) {
      policies.add(item.asString("policy"));
    }
    Optional<JsonObject> agent = json.findObject("agent");
    return new RunRequest(
        json.string("name"),
        specs,
        json.string("baseDirectory"),
        lock(json.object("lock")),
        lockMode(json.string("lockMode")),
        policies,
        json.string("role"),
        agent.isPresent() ? Optional.of(agent(agent.get())) : Optional.empty(),
        json.findString("idempotencyKey"),
        architecture(json));
  }

  /** Requests of before there was a choice have none. */
  private static Architecture architecture(JsonObject json) throws FormatException {
    Optional<String> name = json.findString("architecture");
    return name.isPresent() ? Architecture.of(name.get()) : Architecture.AMD64;
  }

  static Optional<Digest> findDigest(JsonObject json, String name) throws FormatException {
    Optional<String> text = json.findString(name);
    return text.isPresent() ? Optional.of(Digest.parse(text.get())) : Optional.empty();
  }

  private static JsonObject lock(LockInput lock) {
    return switch (lock) {
      case LockInput.AtPath p -> JsonObject.builder().put("path", p.path()).build();
      case LockInput.Inline i -> JsonObject.builder().put("text", i.text().toString()).build();
      case LockInput.Fresh f -> JsonObject.builder().build();
    };
  }

  private static LockInput lock(JsonObject json) throws FormatException {
    Optional<String> path = json.findString("path");
    if (path.isPresent()) {
      return new LockInput.AtPath(path.get());
    }
    Optional<Digest> text = findDigest(json, "text");
    return text.isPresent() ? new LockInput.Inline(text.get()) : new LockInput.Fresh();
  }

  private static LockMode lockMode(String wire) throws FormatException {
    return switch (wire) {
      case "add" -> LockMode.ADD;
      case "update" -> LockMode.UPDATE;
      case "locked" -> LockMode.LOCKED;
      default -> throw new FormatException("lock mode " + FormatException.quote(wire));
    };
  }

  private static JsonObject agent(AgentRef a) {
    return JsonObject.builder()
        .put("program", a.program().toString())
        .put("initScript", a.initScript().toString())
        .put("verdictKeys", a.verdictKeys().toString())
        .put("releaseKeys", a.releaseKeys().toString())
        .build();
  }

  private static AgentRef agent(JsonObject json) throws FormatException {
    return new AgentRef(
        Digest.parse(json.string("program")),
        Digest.parse(json.string("initScript")),
        Digest.parse(json.string("verdictKeys")),
        Digest.parse(json.string("releaseKeys")));
  }
}
