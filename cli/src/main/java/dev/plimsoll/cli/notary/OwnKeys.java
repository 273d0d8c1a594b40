package dev.plimsoll.cli.notary;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.formats.notary.NotaryKey;
import dev.plimsoll.formats.notary.NotaryRoles;
import dev.plimsoll.formats.notary.NotaryRoot;
import dev.plimsoll.formats.tuf.Key;
import dev.plimsoll.formats.tuf.Role;
import dev.plimsoll.formats.tuf.Root;
import dev.plimsoll.formats.tuf.Signed;
import dev.plimsoll.formats.tuf.Snapshot;
import dev.plimsoll.formats.tuf.TufMetadata;
import dev.plimsoll.signer.migrate.KnownFiles;
import dev.plimsoll.signer.migrate.RepositoryKeys;
import dev.plimsoll.verifier.VerifyingKey;
import dev.plimsoll.verifier.notary.NotaryPublicKey;
import dev.plimsoll.verifier.notary.NotaryTrust;
import dev.plimsoll.verifier.tuf.TufKeys;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Who speaks for the new repository: the keys that the user names, else those of an earlier import,
 * else the private keys given that are nobody's in Notary, else, for root and targets of a single
 * collection, its Notary root keys.
 *
 * @param offline named for root and targets; empty when not named
 * @param online named for snapshot and timestamp; empty when not named
 * @param threshold named for {@code offline}
 */
public record OwnKeys(
    List<VerifyingKey> offline, List<VerifyingKey> online, Optional<Long> threshold) {
  public OwnKeys {
    offline = List.copyOf(offline);
    online = List.copyOf(online);
  }

  /**
   * @param atHand public halves of the private keys given
   */
  public RepositoryKeys choose(
      List<NotaryTrust> trusts, KnownFiles known, List<VerifyingKey> atHand) throws CommandFailure {
    Optional<Root> before = root(known.published()).or(() -> root(known.pending()));
    Set<String> theirs = theirs(trusts);
    Map<String, Key> free = keys(atHand);
    free.keySet().removeAll(theirs);
    Held top = offline(trusts, before, free);
    Map<String, Key> live = keys(online);
    if (live.isEmpty()) {
      live = before.isPresent() ? held(before.get(), Snapshot.TYPE).keys() : free;
    }
    if (live.isEmpty()) {
      throw CommandFailure.wrong(
          "who signs snapshot and timestamp? Notary's keys for them stay on its server: name others"
              + " with --online-key FILE.pub or --key FILE.key");
    }
    if (top.threshold() > top.keys().size()) {
      throw CommandFailure.wrong(
          "--root-threshold is "
              + top.threshold()
              + ", but there are "
              + top.keys().size()
              + " keys");
    }
    return new RepositoryKeys(top.keys(), top.threshold(), live);
  }

  private static Optional<Root> root(Map<String, Signed<? extends TufMetadata>> files) {
    return Optional.ofNullable(files.get(Root.TYPE)).map(f -> (Root) f.signed());
  }

  private record Held(Map<String, Key> keys, long threshold) {}

  private Held offline(List<NotaryTrust> trusts, Optional<Root> before, Map<String, Key> free)
      throws CommandFailure {
    if (!offline.isEmpty()) {
      return new Held(keys(offline), threshold.orElse(1L));
    }
    if (before.isPresent()) {
      Held held = held(before.get(), Root.TYPE);
      return new Held(held.keys(), threshold.orElse(held.threshold()));
    }
    if (!free.isEmpty()) {
      return new Held(free, threshold.orElse(1L));
    }
    if (trusts.size() > 1) {
      throw CommandFailure.wrong(
          "who signs the root over "
              + trusts.size()
              + " collections? Name keys with --root-key FILE.pub or --key FILE.key");
    }
    NotaryRoot root = trusts.getFirst().root().signed();
    Role role = root.role(NotaryRoles.ROOT);
    Map<String, Key> kept = new TreeMap<>();
    for (String id : role.keyIds()) {
      tuf(root.keys(), id).ifPresent(k -> kept.put(k.id(), k));
    }
    if (kept.size() < role.threshold()) {
      throw CommandFailure.wrong(
          "TUF has no scheme for the root keys of "
              + trusts.getFirst().gun()
              + ": name others with --root-key FILE.pub");
    }
    return new Held(kept, threshold.orElse(role.threshold()));
  }

  private static Held held(Root root, String name) {
    Role role = root.role(name);
    Map<String, Key> keys = new TreeMap<>(root.keys());
    keys.keySet().retainAll(role.keyIds());
    return new Held(keys, role.threshold());
  }

  private static Map<String, Key> keys(List<VerifyingKey> keys) {
    Map<String, Key> byId = new TreeMap<>();
    keys.stream().map(TufKeys::of).forEach(k -> byId.put(k.id(), k));
    return byId;
  }

  /** Ids, in TUF, of all keys that collections have. */
  private static Set<String> theirs(List<NotaryTrust> trusts) {
    Set<String> ids = new HashSet<>();
    for (NotaryTrust trust : trusts) {
      Map<String, NotaryKey> root = trust.root().signed().keys();
      root.keySet().forEach(id -> tuf(root, id).ifPresent(k -> ids.add(k.id())));
      trust
          .roles()
          .forEach(
              r ->
                  r.keys()
                      .keySet()
                      .forEach(id -> tuf(r.keys(), id).ifPresent(k -> ids.add(k.id()))));
    }
    return ids;
  }

  private static Optional<Key> tuf(Map<String, NotaryKey> keys, String id) {
    return Optional.ofNullable(keys.get(id))
        .flatMap(NotaryPublicKey::find)
        .flatMap(NotaryPublicKey::toTuf);
  }
}
