package dev.plimsoll.signer.tuf;

import dev.plimsoll.formats.tuf.DelegatedRole;
import dev.plimsoll.formats.tuf.Delegations;
import dev.plimsoll.formats.tuf.Key;
import dev.plimsoll.formats.tuf.PathPattern;
import dev.plimsoll.signer.key.SigningKey;
import dev.plimsoll.signer.tuf.TufRepository.OnlineKeys;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Whom the offline targets role trusts, and for what: builder, auditor and layers never overlap, so
 * neither can speak for the other.
 */
final class Delegates {
  static final String BUILD = "build";
  static final String AUDIT = "audit";
  static final String LAYERS = "layers";

  /** The paths of each role, in order of precedence. */
  static final Map<String, PathPattern> ROLES = roles();

  private Delegates() {}

  private static Map<String, PathPattern> roles() {
    Map<String, PathPattern> roles = new LinkedHashMap<>();
    roles.put(BUILD, new PathPattern("img/*/*"));
    roles.put(AUDIT, new PathPattern("audit/*/*"));
    roles.put(LAYERS, new PathPattern("layer/sha256/*"));
    return Collections.unmodifiableMap(roles);
  }

  static SigningKey key(String role, OnlineKeys online) {
    return switch (role) {
      case BUILD -> online.build();
      case AUDIT -> online.audit();
      case LAYERS -> online.layers();
      default -> throw new IllegalArgumentException("no delegated role " + role);
    };
  }

  static Delegations of(OnlineKeys online) {
    Map<String, Key> keys = new LinkedHashMap<>();
    List<DelegatedRole> roles =
        ROLES.entrySet().stream()
            .map(
                e -> {
                  SigningKey key = key(e.getKey(), online);
                  keys.put(TufSigning.key(key).id(), TufSigning.key(key));
                  return new DelegatedRole(
                      e.getKey(), TufSigning.role(key), List.of(e.getValue()), List.of(), true);
                })
            .toList();
    return Delegations.of(keys, roles);
  }
}
