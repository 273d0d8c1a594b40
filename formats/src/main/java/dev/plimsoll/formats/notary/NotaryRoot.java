package dev.plimsoll.formats.notary;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.tuf.Role;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Notary's {@code root.json}: the keys of the four top-level roles.
 *
 * @param keys by id
 * @param roles exactly {@link NotaryRoles#TOP_LEVEL}
 */
public record NotaryRoot(
    long version,
    Instant expires,
    boolean consistentSnapshot,
    Map<String, NotaryKey> keys,
    Map<String, Role> roles)
    implements NotarySigned {
  public static final String TYPE = "Root";

  public NotaryRoot {
    keys = NotaryFields.ordered(keys);
    roles = NotaryFields.ordered(roles);
    if (!roles.keySet().containsAll(NotaryRoles.TOP_LEVEL)) {
      throw new IllegalArgumentException("root lacks one of " + NotaryRoles.TOP_LEVEL);
    }
  }

  public static NotaryRoot parse(String what, JsonObject json) throws FormatException {
    NotaryFields.requireType(what, json, TYPE);
    Map<String, Role> roles = new LinkedHashMap<>();
    for (String name : NotaryRoles.TOP_LEVEL) {
      roles.put(name, NotaryFields.role(what + " role " + name, json.object("roles").object(name)));
    }
    return new NotaryRoot(
        NotaryFields.version(what, json),
        NotaryFields.expires(what, json),
        json.find("consistent_snapshot").isPresent() && json.bool("consistent_snapshot"),
        NotaryFields.keys(what, json),
        roles);
  }

  /** The keys of one of {@link NotaryRoles#TOP_LEVEL}. */
  public Role role(String name) {
    return Optional.ofNullable(roles.get(name))
        .orElseThrow(() -> new IllegalArgumentException("root has no role " + name));
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public JsonObject toJson() {
    JsonObject.Builder list = JsonObject.builder();
    roles.forEach((name, role) -> list.put(name, NotaryFields.roleJson(role).build()));
    return NotaryFields.head(this)
        .put("consistent_snapshot", consistentSnapshot)
        .put("keys", NotaryFields.keysJson(keys))
        .put("roles", list.build())
        .build();
  }
}
