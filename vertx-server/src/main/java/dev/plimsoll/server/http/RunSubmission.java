package dev.plimsoll.server.http;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonArray;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.yaml.YamlReader;
import dev.plimsoll.image.Architecture;
import dev.plimsoll.image.BuildRequest.LockMode;
import dev.plimsoll.image.BuildRequest.Spec;
import dev.plimsoll.pipeline.engine.RunInput;
import dev.plimsoll.server.problem.ProblemException;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The body of {@code POST /v1/runs} as a {@link RunInput}. Over HTTP a policy is a shipped pack's
 * name, never a path, and local files come from the folders that the service was started with.
 */
final class RunSubmission {
  private static final JsonReader READER = JsonReader.within(JsonLimits.DOCUMENT);
  private static final Pattern PACK = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");
  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,200}");
  private static final Set<String> MEMBERS =
      Set.of("name", "spec", "lock", "lockMode", "policies", "role", "arch", "baseDirectory");

  private final List<Path> sources;
  private final Path emptyDirectory;

  /**
   * Allows base directories below {@code sources}.
   *
   * @param sources real paths of folders
   * @param emptyDirectory base of specifications that name no other
   */
  RunSubmission(List<Path> sources, Path emptyDirectory) {
    this.sources = sources;
    this.emptyDirectory = emptyDirectory;
  }

  /** A YAML body; everything else stands in the query. */
  RunInput ofYaml(byte[] body, Map<String, String> query, Optional<String> key)
      throws FormatException, ProblemException {
    String name = query.getOrDefault("name", "image");
    String policies = query.getOrDefault("policies", "");
    return input(
        name,
        List.of(spec(name + ".yml", Bytes.copyOf(body))),
        new RunInput.Lock.None(),
        policies.isEmpty() ? List.of() : List.of(policies.split(",", -1)),
        query.getOrDefault("role", RunInput.DEFAULT_ROLE),
        emptyDirectory,
        new Terms(
            lockMode(Optional.ofNullable(query.get("lockMode"))),
            architecture(Optional.ofNullable(query.get("arch")))),
        key);
  }

  RunInput ofJson(byte[] body, Optional<String> key)
      throws FormatException, ProblemException, IOException {
    JsonObject json = READER.parse("request body", body).asObject("request body");
    for (String member : json.members().keySet()) {
      if (!MEMBERS.contains(member)) {
        throw new FormatException(
            "request body has unknown member "
                + FormatException.quote(member)
                + ", known are "
                + MEMBERS.stream().sorted().toList());
      }
    }
    String name = json.string("name");
    List<String> policies = new ArrayList<>();
    for (JsonValue p : json.arrayOrEmpty("policies")) {
      policies.add(p.asString("policies"));
    }
    Optional<String> lock = json.findString("lock");
    return input(
        name,
        specs(name, json.require("spec")),
        lock.isPresent()
            ? new RunInput.Lock.Text(Bytes.ofUtf8(lock.get()))
            : new RunInput.Lock.None(),
        policies,
        json.findString("role").orElse(RunInput.DEFAULT_ROLE),
        baseDirectory(json.findString("baseDirectory")),
        new Terms(lockMode(json.findString("lockMode")), architecture(json.findString("arch"))),
        key);
  }

  private static RunInput input(
      String name,
      List<Spec> specs,
      RunInput.Lock lock,
      List<String> policies,
      String role,
      Path base,
      Terms terms,
      Optional<String> key)
      throws FormatException, ProblemException {
    for (String p : policies) {
      if (!PACK.matcher(p).matches()) {
        throw new FormatException(
            "policy " + FormatException.quote(p) + " is not the name of a shipped pack");
      }
    }
    if (key.isPresent() && !KEY.matcher(key.get()).matches()) {
      throw new ProblemException(
          400, "idempotency-key", "Idempotency-Key has 1 to 200 visible ASCII characters");
    }
    return new RunInput(
        name, specs, base, lock, terms.lockMode, policies, role, key, terms.architecture);
  }

  private record Terms(LockMode lockMode, Architecture architecture) {}

  private static Architecture architecture(Optional<String> name) throws FormatException {
    return name.isPresent() ? Architecture.of(name.get()) : Architecture.AMD64;
  }

  private static LockMode lockMode(Optional<String> wire) throws FormatException {
    return switch (wire.orElse("add")) {
      case "add" -> LockMode.ADD;
      case "update" -> LockMode.UPDATE;
      case "locked" -> LockMode.LOCKED;
      default ->
          throw new FormatException(
              "lockMode is "
                  + FormatException.quote(wire.get())
                  + ", wanted add, update or locked");
    };
  }

  /** One text, or a list of {@code {"file","text"}} in merge order. */
  private static List<Spec> specs(String name, JsonValue value) throws FormatException {
    if (!(value instanceof JsonArray list)) {
      return List.of(spec(name + ".yml", Bytes.ofUtf8(value.asString("spec"))));
    }
    Map<String, Spec> specs = new LinkedHashMap<>();
    for (JsonValue item : list.items()) {
      JsonObject o = item.asObject("spec item");
      String file = o.string("file");
      if (specs.put(file, spec(file, Bytes.ofUtf8(o.string("text")))) != null) {
        throw new FormatException("spec file " + FormatException.quote(file) + " stands twice");
      }
    }
    return List.copyOf(specs.values());
  }

  private static Spec spec(String file, Bytes text) throws FormatException {
    YamlReader.parse(file, text); // a syntax error is told now, with its place, not by the run
    return new Spec(file, text);
  }

  private Path baseDirectory(Optional<String> given) throws ProblemException, IOException {
    if (given.isEmpty()) {
      return emptyDirectory;
    }
    Path real;
    try {
      Path path = Path.of(given.get());
      if (!path.isAbsolute()) {
        throw refused(given.get(), "is not absolute");
      }
      real = path.toRealPath();
    } catch (InvalidPathException | NoSuchFileException e) {
      throw refused(given.get(), "does not exist");
    }
    if (sources.stream().noneMatch(real::startsWith)) {
      throw refused(
          given.get(), "lies in no folder that the service was started with (serve --sources DIR)");
    }
    return real;
  }

  private static ProblemException refused(String path, String why) {
    return new ProblemException(
        422, "base-directory", "baseDirectory " + FormatException.quote(path) + " " + why);
  }
}
