package dev.plimsoll.formats.notary;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.tuf.Role;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A role that a targets file trusts for some names. Never terminating: what it does not know is
 * looked up behind it.
 *
 * @param name {@code targets/…}, see {@link NotaryRoles#isDelegation}
 * @param paths prefixes of target names, not globs; {@code ""} is every name
 */
public record NotaryDelegation(String name, Role role, List<String> paths) {
  public NotaryDelegation {
    paths = List.copyOf(paths);
  }

  static List<NotaryDelegation> parseAll(String what, JsonObject json) throws FormatException {
    List<NotaryDelegation> roles = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (JsonValue item : NotaryFields.list(json, "roles")) {
      NotaryDelegation role = parse(what, item.asObject(what + " delegation"));
      if (!names.add(role.name())) {
        throw new FormatException(
            what, "delegation " + FormatException.quote(role.name()) + " stands twice");
      }
      roles.add(role);
    }
    return roles;
  }

  private static NotaryDelegation parse(String what, JsonObject json) throws FormatException {
    String name = json.string("name");
    String where = what + " delegation " + FormatException.quote(name);
    if (!NotaryRoles.isDelegation(name)) {
      throw new FormatException(
          where, "wanted a name like targets/releases, of a-z, 0-9, - and _ (Notary)");
    }
    return new NotaryDelegation(
        name, NotaryFields.role(where, json), NotaryFields.strings(json, "paths"));
  }

  /** Whether this role may speak about {@code targetName}. */
  public boolean covers(String targetName) {
    return paths.stream().anyMatch(targetName::startsWith);
  }

  JsonObject toJson() {
    JsonObject.Builder json = NotaryFields.roleJson(role).put("name", name);
    if (!paths.isEmpty()) {
      json.putStrings("paths", paths); // Go leaves an empty list out
    }
    return json.build();
  }
}
