package dev.plimsoll.formats.tuf;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code root.json} (TUF 1.0.34 §4.3): the keys of the four top-level roles.
 *
 * @param roles exactly {@code root}, {@code timestamp}, {@code snapshot}, {@code targets}
 */
public record Root(
    long version,
    Instant expires,
    boolean consistentSnapshot,
    Map<String, Key> keys,
    Map<String, Role> roles)
    implements TufMetadata {
  public static final String TYPE = "root";

  /** The roles every root names. */
  public static final List<String> TOP_LEVEL =
      List.of(TYPE, Timestamp.TYPE, Snapshot.TYPE, Targets.TYPE);

  public Root {
    keys = TufFields.ordered(keys);
    roles = TufFields.ordered(roles);
    if (!roles.keySet().containsAll(TOP_LEVEL)) {
      throw new IllegalArgumentException("root lacks one of " + TOP_LEVEL);
    }
  }

  public static Root parse(String what, JsonObject json) throws FormatException {
    TufFields.requireHead(what, json, TYPE);
    Map<String, Role> roles = new LinkedHashMap<>();
    for (String name : TOP_LEVEL) {
      roles.put(name, Role.parse(what + " role " + name, json.object("roles").object(name)));
    }
    return new Root(
        TufFields.version(what, json),
        TufFields.expires(what, json),
        json.find("consistent_snapshot").isPresent() && json.bool("consistent_snapshot"),
        TufFields.keys(json),
        roles);
  }

  /** The keys of one of {@link #TOP_LEVEL}. */
  public Role role(String name) {
    Role role = roles.get(name);
    if (role == null) {
      throw new IllegalArgumentException("root has no role " + name);
    }
    return role;
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public JsonObject toJson() {
    JsonObject.Builder list = JsonObject.builder();
    roles.forEach((name, role) -> list.put(name, role.toJson()));
    return TufFields.head(this)
        .put("consistent_snapshot", consistentSnapshot)
        .put("keys", TufFields.keysJson(keys))
        .put("roles", list.build())
        .build();
  }
}
