package dev.plimsoll.formats.tuf;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whom a targets role trusts further, in order of precedence (TUF 1.0.34 §4.5).
 *
 * @param roles empty when {@code succinct} is there: a file has one or the other
 */
public record Delegations(
    Map<String, Key> keys, List<DelegatedRole> roles, Optional<SuccinctRoles> succinct) {
  public Delegations {
    keys = TufFields.ordered(keys);
    roles = List.copyOf(roles);
  }

  public static Delegations of(Map<String, Key> keys, List<DelegatedRole> roles) {
    return new Delegations(keys, roles, Optional.empty());
  }

  static Delegations parse(String what, JsonObject json) throws FormatException {
    if (json.find("roles").isPresent() == json.find("succinct_roles").isPresent()) {
      throw new FormatException(what, "delegations need one of roles and succinct_roles");
    }
    List<DelegatedRole> roles = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (JsonValue item : json.arrayOrEmpty("roles")) {
      DelegatedRole role = DelegatedRole.parse(what, item.asObject(what + " delegation"));
      if (!names.add(role.name())) {
        throw new FormatException(
            what, "delegation " + FormatException.quote(role.name()) + " stands twice");
      }
      roles.add(role);
    }
    Optional<JsonObject> succinct = json.findObject("succinct_roles");
    return new Delegations(
        TufFields.keys(json),
        roles,
        succinct.isPresent()
            ? Optional.of(SuccinctRoles.parse(what + " succinct_roles", succinct.get()))
            : Optional.empty());
  }

  /** The delegates that may speak about {@code targetPath}, first the one to ask first. */
  public List<DelegatedRole> rolesFor(String targetPath) {
    if (succinct.isPresent()) {
      return List.of(succinct.get().binOf(targetPath));
    }
    return roles.stream().filter(r -> r.covers(targetPath)).toList();
  }

  /** The delegate of this name; bins too. */
  public Optional<DelegatedRole> find(String name) {
    if (succinct.isPresent()) {
      return succinct.get().find(name);
    }
    return roles.stream().filter(r -> r.name().equals(name)).findFirst();
  }

  JsonObject toJson() {
    JsonObject.Builder json = JsonObject.builder().put("keys", TufFields.keysJson(keys));
    if (succinct.isPresent()) {
      return json.put("succinct_roles", succinct.get().toJson()).build();
    }
    return json.put("roles", roles.stream().map(DelegatedRole::toJson).toList()).build();
  }
}
