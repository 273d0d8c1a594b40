package dev.plimsoll.cli.service;

import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.image.Architecture;
import dev.plimsoll.image.BuildRequest.LockMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The body of {@code POST /v1/runs}.
 *
 * @param specs YAML texts in merge order, by the names that messages call them
 * @param policies names as the service knows them; empty: the service's default
 * @param lockMode what may happen to what {@code lock} pins
 * @param baseDirectory where relative paths of the specification start
 */
public record RunRequestBody(
    String name,
    List<SpecText> specs,
    List<String> policies,
    Optional<String> role,
    Optional<String> lock,
    LockMode lockMode,
    Architecture architecture,
    Path baseDirectory) {
  public RunRequestBody {
    specs = List.copyOf(specs);
    policies = List.copyOf(policies);
  }

  /** A run for amd64 that adds to the lock file what is missing. */
  public RunRequestBody(
      String name,
      List<SpecText> specs,
      List<String> policies,
      Optional<String> role,
      Optional<String> lock,
      Path baseDirectory) {
    this(name, specs, policies, role, lock, LockMode.ADD, Architecture.AMD64, baseDirectory);
  }

  /** One YAML text. */
  public record SpecText(String file, String text) {}

  public JsonObject toJson() {
    List<JsonValue> items = new ArrayList<>();
    for (SpecText s : specs) {
      items.add(JsonObject.builder().put("file", s.file()).put("text", s.text()).build());
    }
    JsonObject.Builder json = JsonObject.builder().put("name", name).put("spec", items);
    if (!policies.isEmpty()) {
      json.putStrings("policies", policies);
    }
    return json.putIfPresent("role", role)
        .putIfPresent("lock", lock)
        .put("lockMode", lockMode.name().toLowerCase(Locale.ROOT))
        .put("arch", architecture.wire())
        .put("baseDirectory", baseDirectory.toAbsolutePath().normalize().toString())
        .build();
  }
}
