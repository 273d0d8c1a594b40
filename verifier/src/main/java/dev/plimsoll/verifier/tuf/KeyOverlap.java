package dev.plimsoll.verifier.tuf;

import dev.plimsoll.formats.tuf.Delegations;
import dev.plimsoll.formats.tuf.Key;
import dev.plimsoll.formats.tuf.Role;
import java.util.Objects;
import java.util.Optional;

/**
 * Whether one holder can sign for two roles. Keys are compared, not key ids: the same key may stand
 * under two ids, or in two PEM texts.
 */
public final class KeyOverlap {
  private KeyOverlap() {}

  /**
   * Who may sign for a role.
   *
   * @param delegations where its keys stand
   */
  public record Holders(Role role, Delegations delegations) {}

  /** The id, in {@code one}, of a key that both name; keys that never count are passed over. */
  public static Optional<String> find(Holders one, Holders other) {
    for (String id : one.role().keyIds()) {
      Key key = one.delegations().keys().get(id);
      if (key != null && TufKeys.find(key).isPresent() && holds(other, key)) {
        return Optional.of(id);
      }
    }
    return Optional.empty();
  }

  private static boolean holds(Holders holders, Key wanted) {
    var known = TufKeys.find(wanted);
    return holders.role().keyIds().stream()
        .map(id -> holders.delegations().keys().get(id))
        .filter(Objects::nonNull)
        .anyMatch(key -> TufKeys.find(key).equals(known));
  }
}
