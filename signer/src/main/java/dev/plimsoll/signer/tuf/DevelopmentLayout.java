package dev.plimsoll.signer.tuf;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.tuf.DelegatedRole;
import dev.plimsoll.formats.tuf.Delegations;
import dev.plimsoll.formats.tuf.Key;
import dev.plimsoll.formats.tuf.PathPattern;
import dev.plimsoll.formats.tuf.Role;
import dev.plimsoll.formats.tuf.Root;
import dev.plimsoll.formats.tuf.Snapshot;
import dev.plimsoll.formats.tuf.Targets;
import dev.plimsoll.formats.tuf.Timestamp;
import dev.plimsoll.signer.key.SigningKey;
import dev.plimsoll.signer.tuf.RoleSigners.Named;
import dev.plimsoll.signer.tuf.TufRepository.OfflineKeys;
import dev.plimsoll.signer.tuf.TufRepository.OnlineKeys;
import dev.plimsoll.verifier.VerifyingKey;
import dev.plimsoll.verifier.tuf.TufKeys;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * First root and targets with one key a role: what quickstart and tests begin with. The delegations
 * do not overlap, so that neither builder nor auditor nor a host role's managers can speak for
 * another.
 */
final class DevelopmentLayout {
  private final OnlineKeys online;
  private final Map<String, Key> keys = new LinkedHashMap<>();

  private DevelopmentLayout(OnlineKeys online) {
    this.online = online;
  }

  /**
   * The signed files, by role: {@code root}, {@code targets}, and of each host role an empty one.
   */
  static Map<String, Bytes> files(OfflineKeys offline, OnlineKeys online, Instant now)
      throws IOException {
    Map<String, Bytes> files = new LinkedHashMap<>();
    Root root = new DevelopmentLayout(online).root(offline, now);
    files.put(Root.TYPE, sign(offline.root()).sign(root).file());
    Targets targets = new DevelopmentLayout(online).targets(offline, now);
    files.put(Targets.TYPE, sign(offline.targets()).sign(targets).file());
    if (offline.release().isPresent()) {
      String host = offline.hostRole();
      Targets empty = new Targets(1, Lifetimes.expiry(host, now), Map.of(), Optional.empty());
      files.put(host, sign(offline.release().get()).sign(empty).file());
    }
    return files;
  }

  private static RoleSigners sign(SigningKey key) {
    return new RoleSigners(List.of(new Named(TufKeys.of(key.publicKey()).id(), key)));
  }

  private Role role(VerifyingKey holder) {
    Key key = TufKeys.of(holder);
    keys.put(key.id(), key);
    return new Role(List.of(key.id()), 1);
  }

  private Root root(OfflineKeys offline, Instant now) {
    Map<String, Role> roles = new LinkedHashMap<>();
    roles.put(Root.TYPE, role(offline.root().publicKey()));
    roles.put(Timestamp.TYPE, role(online.timestamp().publicKey()));
    roles.put(Snapshot.TYPE, role(online.snapshot().publicKey()));
    roles.put(Targets.TYPE, role(offline.targets().publicKey()));
    return new Root(1, Lifetimes.expiry(Root.TYPE, now), true, keys, roles);
  }

  private Targets targets(OfflineKeys offline, Instant now) {
    List<DelegatedRole> roles = new ArrayList<>();
    offline
        .release()
        .ifPresent(
            key -> {
              String host = offline.hostRole();
              String paths = "host/" + host.substring("host-".length()) + "/*";
              roles.add(delegate(host, paths, key.publicKey()));
            });
    roles.add(delegate("build", "img/*/*", online.build().publicKey()));
    roles.add(delegate("audit", "audit/*/*", online.audit().publicKey()));
    roles.add(delegate("layers", "layer/sha256/*", online.layers().publicKey()));
    return new Targets(
        1, Lifetimes.expiry(Targets.TYPE, now), Map.of(), Optional.of(Delegations.of(keys, roles)));
  }

  private DelegatedRole delegate(String name, String paths, VerifyingKey key) {
    return new DelegatedRole(name, role(key), List.of(new PathPattern(paths)), List.of(), true);
  }
}
