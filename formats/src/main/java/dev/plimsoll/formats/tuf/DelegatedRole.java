package dev.plimsoll.formats.tuf;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue.JsonArray;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A role that a targets role trusts for some paths (TUF 1.0.34 §4.5). One of {@code paths} and
 * {@code pathHashPrefixes} is used, the other empty.
 *
 * @param pathHashPrefixes lower hex prefixes of the SHA-256 of the whole target path
 * @param terminating a path that this role is trusted for is not looked up behind it
 */
public record DelegatedRole(
    String name,
    Role role,
    List<PathPattern> paths,
    List<String> pathHashPrefixes,
    boolean terminating) {
  public DelegatedRole {
    paths = List.copyOf(paths);
    pathHashPrefixes = List.copyOf(pathHashPrefixes);
  }

  static DelegatedRole parse(String what, JsonObject json) throws FormatException {
    String name = json.string("name");
    String where = what + " delegation " + FormatException.quote(name);
    if (Root.TOP_LEVEL.contains(name) || name.isEmpty()) {
      throw new FormatException(where, "a delegated role may not have this name");
    }
    boolean byPath = json.find("paths").isPresent();
    if (byPath == json.find("path_hash_prefixes").isPresent()) {
      throw new FormatException(where, "wanted one of paths and path_hash_prefixes");
    }
    return new DelegatedRole(
        name,
        Role.parse(where, json),
        byPath
            ? TufFields.distinct(where, json, "paths").stream().map(PathPattern::new).toList()
            : List.of(),
        byPath ? List.of() : TufFields.distinct(where, json, "path_hash_prefixes"),
        json.bool("terminating"));
  }

  /** Whether this role may speak about {@code targetPath}. */
  public boolean covers(String targetPath) {
    if (paths.stream().anyMatch(p -> p.matches(targetPath))) {
      return true;
    }
    if (pathHashPrefixes.isEmpty()) {
      return false;
    }
    String hash = Digest.of(targetPath.getBytes(StandardCharsets.UTF_8)).hex();
    return pathHashPrefixes.stream().anyMatch(hash::startsWith);
  }

  JsonObject toJson() {
    JsonObject.Builder json =
        JsonObject.builder()
            .put("name", name)
            .put("keyids", JsonArray.ofStrings(role.keyIds()))
            .put("threshold", role.threshold())
            .put("terminating", terminating);
    if (pathHashPrefixes.isEmpty()) {
      return json.putStrings("paths", paths.stream().map(PathPattern::glob).toList()).build();
    }
    return json.putStrings("path_hash_prefixes", pathHashPrefixes).build();
  }
}
