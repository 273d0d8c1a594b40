package dev.plimsoll.formats.tuf;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * {@code map.json} of TAP 4: which repositories must agree on which targets. {@code
 * {"repositories":{"a":["https://…"],…},"mapping":[{"paths":["*"],"repositories":["a","b"],
 * "threshold":2,"terminating":true},…]}}. The user's own file: it is trusted.
 *
 * @param repositories mirrors by name, first the one to ask first
 * @param mapping in order of precedence
 */
public record RepositoryMap(Map<String, List<String>> repositories, List<Mapping> mapping) {
  private static final JsonReader READER = JsonReader.within(JsonLimits.REQUEST);

  /** The name is also that of the repository's directory. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,99}");

  public RepositoryMap {
    repositories = TufFields.ordered(repositories);
    mapping = List.copyOf(mapping);
  }

  /**
   * Paths and who must agree on them.
   *
   * @param threshold so many of the repositories must list the same length and hashes
   * @param terminating a path that matches is not looked up behind this entry
   */
  public record Mapping(
      List<PathPattern> paths, List<String> repositories, int threshold, boolean terminating) {
    public Mapping {
      paths = List.copyOf(paths);
      repositories = List.copyOf(repositories);
    }

    public boolean covers(String targetPath) {
      return paths.stream().anyMatch(p -> p.matches(targetPath));
    }
  }

  public static RepositoryMap parse(String what, Bytes file) throws FormatException {
    JsonObject json = READER.parse(what, file).asObject(what);
    Map<String, List<String>> repositories = new LinkedHashMap<>();
    for (Map.Entry<String, JsonValue> e : json.object("repositories").members().entrySet()) {
      if (!NAME.matcher(e.getKey()).matches()) {
        throw new FormatException(
            what, FormatException.quote(e.getKey()) + " is no name of a repository");
      }
      List<String> mirrors = TufFields.distinct(what, json.object("repositories"), e.getKey());
      if (mirrors.isEmpty()) {
        throw new FormatException(what, "repository " + e.getKey() + " has no URL");
      }
      repositories.put(e.getKey(), mirrors);
    }
    List<Mapping> mapping = new ArrayList<>();
    for (JsonValue item : json.array("mapping")) {
      mapping.add(mapping(what, item.asObject(what + " mapping"), repositories));
    }
    return new RepositoryMap(repositories, mapping);
  }

  private static Mapping mapping(
      String what, JsonObject json, Map<String, List<String>> repositories) throws FormatException {
    List<String> names = TufFields.distinct(what, json, "repositories");
    for (String name : names) {
      if (!repositories.containsKey(name)) {
        throw new FormatException(
            what, "mapping names repository " + FormatException.quote(name) + ", which has no URL");
      }
    }
    long threshold = TufFields.atLeast(what, json, "threshold", 1);
    if (threshold > names.size()) {
      throw new FormatException(
          what,
          "threshold is " + threshold + ", the mapping has " + names.size() + " repositories");
    }
    return new Mapping(
        TufFields.distinct(what, json, "paths").stream().map(PathPattern::new).toList(),
        names,
        (int) threshold,
        json.find("terminating").isPresent() && json.bool("terminating"));
  }
}
