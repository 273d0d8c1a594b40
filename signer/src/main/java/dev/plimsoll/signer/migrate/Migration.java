package dev.plimsoll.signer.migrate;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.tuf.DelegatedRole;
import dev.plimsoll.formats.tuf.Delegations;
import dev.plimsoll.formats.tuf.Key;
import dev.plimsoll.formats.tuf.MetaFile;
import dev.plimsoll.formats.tuf.Role;
import dev.plimsoll.formats.tuf.Root;
import dev.plimsoll.formats.tuf.Signed;
import dev.plimsoll.formats.tuf.Snapshot;
import dev.plimsoll.formats.tuf.TargetFile;
import dev.plimsoll.formats.tuf.Targets;
import dev.plimsoll.formats.tuf.Timestamp;
import dev.plimsoll.formats.tuf.TufMetadata;
import dev.plimsoll.signer.tuf.event.Demand;
import dev.plimsoll.verifier.notary.NotaryTrust;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The unsigned metadata of a repository that says what some Notary collections say, and who has to
 * sign each file. The same trust data, keys and known files always give the same migration.
 *
 * @param files by role: root, targets, the collections' roles, snapshot. Those that are known
 *     already come with the signatures that they have
 * @param demands whose signatures each of them needs
 */
public record Migration(
    List<MovedCollection> collections,
    Map<String, Signed<? extends TufMetadata>> files,
    Map<String, List<Demand>> demands) {
  private static final Duration OFFLINE = Duration.ofDays(365);

  /** A static repository has nobody who renews it: as long as Notary's timestamp, and longer. */
  static final Duration SNAPSHOT = Duration.ofDays(30);

  static final Duration TIMESTAMP = Duration.ofDays(14);

  public Migration {
    collections = List.copyOf(collections);
    files = Map.copyOf(files);
    demands = Map.copyOf(demands);
  }

  /**
   * @throws FormatException when two collections would have a role of one name
   */
  public static Migration of(
      List<NotaryTrust> trusts, RepositoryKeys own, KnownFiles known, Instant now)
      throws FormatException {
    List<MovedCollection> collections =
        trusts.stream().map(t -> MovedCollection.of(t, own)).toList();
    return new Planner(collections, own, known, now.truncatedTo(ChronoUnit.SECONDS)).plan();
  }

  /** What clients find, by target path. */
  public Map<String, TargetFile> targets() {
    Map<String, TargetFile> all = new TreeMap<>();
    collections.forEach(c -> all.putAll(c.targets()));
    return all;
  }

  /** Everything that is not as it was. */
  public List<Loss> losses() {
    return collections.stream().flatMap(c -> c.losses().stream()).toList();
  }

  private static final class Planner {
    private final List<MovedCollection> collections;
    private final RepositoryKeys own;
    private final KnownFiles known;
    private final Instant now;
    private final Map<String, Signed<? extends TufMetadata>> files = new LinkedHashMap<>();
    private final Map<String, List<Demand>> demands = new LinkedHashMap<>();

    Planner(List<MovedCollection> collections, RepositoryKeys own, KnownFiles known, Instant now) {
      this.collections = collections;
      this.own = own;
      this.known = known;
      this.now = now;
    }

    Migration plan() throws FormatException {
      Root root = root();
      add(Root.TYPE, root, OFFLINE);
      Root newest = (Root) signed(Root.TYPE);
      demands.put(Root.TYPE, rootDemands(newest));
      add(Targets.TYPE, targets(), OFFLINE);
      demand(Targets.TYPE, own.offlineRole(), own.offline(), newest);
      for (MovedCollection collection : collections) {
        for (MovedRole role : collection.roles()) {
          moved(role);
        }
      }
      Map<String, MetaFile> meta = new TreeMap<>();
      files.forEach(
          (role, file) -> {
            if (!role.equals(Root.TYPE)) {
              meta.put(role + ".json", MetaFile.of(file.signed().version()));
            }
          });
      add(Snapshot.TYPE, new Snapshot(1, now.plus(SNAPSHOT), meta), SNAPSHOT);
      demand(Snapshot.TYPE, own.onlineRole(), own.online(), newest);
      return new Migration(collections, files, demands);
    }

    private Root root() {
      Map<String, Role> roles = new LinkedHashMap<>();
      roles.put(Root.TYPE, own.offlineRole());
      roles.put(Targets.TYPE, own.offlineRole());
      roles.put(Snapshot.TYPE, own.onlineRole());
      roles.put(Timestamp.TYPE, own.onlineRole());
      return new Root(1, now.plus(OFFLINE), true, own.all(), roles);
    }

    /** TUF §6.1: after the first, a root needs the keys before it, too. */
    private List<Demand> rootDemands(Root next) {
      List<Demand> both = new ArrayList<>();
      Optional.ofNullable(known.published().get(Root.TYPE))
          .map(f -> (Root) f.signed())
          .filter(before -> before.version() < next.version())
          .ifPresent(before -> both.add(rootDemand(before)));
      both.add(rootDemand(next));
      return both;
    }

    private static Demand rootDemand(Root root) {
      return new Demand("root version " + root.version(), root.role(Root.TYPE), root.keys());
    }

    private Targets targets() {
      Map<String, Key> keys = new TreeMap<>();
      List<DelegatedRole> delegated = new ArrayList<>();
      for (MovedCollection collection : collections) {
        collection.roles().stream()
            .findFirst()
            .ifPresent(
                role -> {
                  keys.putAll(role.keys());
                  delegated.add(role.delegation());
                });
      }
      return new Targets(
          1, now.plus(OFFLINE), Map.of(), Optional.of(Delegations.of(keys, delegated)));
    }

    private void moved(MovedRole role) throws FormatException {
      if (files.containsKey(role.name())) {
        throw new FormatException(
            role.gun(), "two roles would be named " + role.name() + "; import them apart");
      }
      add(role.name(), role.targets(), Duration.ZERO);
      demands.put(
          role.name(),
          List.of(
              new Demand(role.gun() + " " + role.from(), role.delegation().role(), role.keys())));
    }

    private void demand(String name, Role role, Map<String, Key> keys, Root by) {
      demands.put(name, List.of(new Demand("root version " + by.version(), role, keys)));
    }

    private TufMetadata signed(String role) {
      return Optional.ofNullable(files.get(role)).orElseThrow().signed();
    }

    /**
     * What says the same and still has a third of {@code lifetime} before it stays as it is, with
     * its signatures; anything else is the next version.
     *
     * @param lifetime zero where the expiry is Notary's and part of the content
     */
    private void add(String role, TufMetadata fresh, Duration lifetime) {
      for (Signed<? extends TufMetadata> file : known.of(role)) {
        TufMetadata old = file.signed();
        boolean lasts =
            lifetime.isZero()
                ? old.expires().equals(fresh.expires())
                : old.expires().isAfter(now.plus(lifetime.dividedBy(3)));
        boolean due = file.equals(known.published().get(role)) || isNext(role, old, fresh);
        if (lasts && due && Heads.sameContent(fresh, old)) {
          files.put(role, file);
          return;
        }
      }
      long version = Math.max(fresh.version(), known.nextVersion(role));
      files.put(role, Signed.of(Heads.with(fresh, version, fresh.expires()), List.of()));
    }

    private boolean isNext(String role, TufMetadata pending, TufMetadata fresh) {
      return pending.version() == Math.max(fresh.version(), known.nextVersion(role));
    }
  }
}
