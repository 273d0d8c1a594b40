package dev.plimsoll.signer.migrate;

import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.notary.NotaryRoles;
import dev.plimsoll.formats.notary.NotaryTargets;
import dev.plimsoll.formats.tuf.DelegatedRole;
import dev.plimsoll.formats.tuf.Delegations;
import dev.plimsoll.formats.tuf.Key;
import dev.plimsoll.formats.tuf.PathPattern;
import dev.plimsoll.formats.tuf.TargetFile;
import dev.plimsoll.formats.tuf.Targets;
import dev.plimsoll.verifier.notary.NotaryRole;
import dev.plimsoll.verifier.notary.NotaryTrust;
import dev.plimsoll.verifier.notary.RootAnchor;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One collection as delegated roles: {@code targets} as {@code team~web}, {@code targets/releases}
 * as {@code team~web~targets~releases} below it; target {@code v1} as {@code team~web/v1}.
 *
 * @param roles the collection's own first, each before those that it delegates to
 * @param targets what a client finds, by new target path
 * @param losses what is not as it was
 */
public record MovedCollection(
    String gun, List<MovedRole> roles, Map<String, TargetFile> targets, List<Loss> losses) {
  public MovedCollection {
    roles = List.copyOf(roles);
    targets = Map.copyOf(targets);
    losses = List.copyOf(losses);
  }

  static MovedCollection of(NotaryTrust trust, RepositoryKeys own) {
    return new Mover(trust, own).move();
  }

  /** The delegated role of a collection, or of one of its delegations. */
  static String roleName(String gun, String role) {
    return PlainName.of(role.equals(NotaryRoles.TARGETS) ? gun : gun + "/" + role);
  }

  /** Where a target of the collection stands. */
  public static String targetPath(String gun, String name) {
    return PlainName.of(gun) + "/" + PlainName.of(name);
  }

  private static final class Mover {
    private final NotaryTrust trust;
    private final RepositoryKeys own;
    private final List<Loss> losses = new ArrayList<>();
    private final Map<String, KeyMove.Signers> signers = new LinkedHashMap<>();

    Mover(NotaryTrust trust, RepositoryKeys own) {
      this.trust = trust;
      this.own = own;
    }

    MovedCollection move() {
      general();
      List<NotaryRole> kept = trust.roles().stream().filter(this::isKept).toList();
      kept.forEach(r -> signers.put(r.name(), KeyMove.of(r, own, this::lost)));
      List<MovedRole> roles = new ArrayList<>();
      Map<String, TargetFile> found = new TreeMap<>();
      for (NotaryRole role : kept) {
        MovedRole moved = moved(role, kept);
        roles.add(moved);
        moved.targets().targets().forEach(found::putIfAbsent);
      }
      return new MovedCollection(trust.gun(), roles, found, losses);
    }

    private void lost(String what) {
      losses.add(new Loss(trust.gun(), what));
    }

    private void general() {
      lost("signatures are over another format: every role has to be signed anew");
      lost(
          "its root role ("
              + String.join(", ", trust.root().signed().role(NotaryRoles.ROOT).keyIds())
              + ") and its older roots have no place: one root is over all collections");
      lost("its snapshot and timestamp keys are the Notary server's and stay there");
      if (trust.anchor() instanceof RootAnchor.FirstUse) {
        lost("its root was trusted on first use: nothing proves that it is the publisher's");
      }
    }

    private boolean isKept(NotaryRole role) {
      if (role.file().isEmpty()) {
        lost("role " + role.name() + ": delegated to, but nothing was ever signed; left out");
        return false;
      }
      if (role.paths().isEmpty()) {
        lost("role " + role.name() + ": may speak about no name; left out");
        return false;
      }
      role.strayTargets()
          .forEach(n -> lost("role " + role.name() + ": may not list \"" + n + "\"; left out"));
      return true;
    }

    private MovedRole moved(NotaryRole role, List<NotaryRole> kept) {
      KeyMove.Signers keys = signers(role);
      return new MovedRole(
          trust.gun(), role.name(), delegation(role), keys.keys(), targets(role, kept));
    }

    private KeyMove.Signers signers(NotaryRole role) {
      return Optional.ofNullable(signers.get(role.name())).orElseThrow();
    }

    /** Not terminating below the collection, as Notary's are not. */
    private DelegatedRole delegation(NotaryRole role) {
      boolean whole = role.name().equals(NotaryRoles.TARGETS);
      List<PathPattern> paths =
          role.paths().stream()
              .distinct()
              .map(p -> new PathPattern(targetPath(trust.gun(), p) + "*"))
              .toList();
      return new DelegatedRole(
          roleName(trust.gun(), role.name()), signers(role).role(), paths, List.of(), whole);
    }

    private Targets targets(NotaryRole role, List<NotaryRole> kept) {
      NotaryTargets file = role.file().orElseThrow().signed();
      Map<String, TargetFile> targets = new TreeMap<>();
      role.targets()
          .forEach(
              (name, target) ->
                  targets.put(targetPath(trust.gun(), name), target(file, name, target)));
      Map<String, Key> keys = new TreeMap<>();
      List<DelegatedRole> below = new ArrayList<>();
      for (NotaryRole child : kept) {
        if (!child.name().equals(NotaryRoles.TARGETS)
            && NotaryRoles.parent(child.name()).equals(role.name())) {
          below.add(delegation(child));
          keys.putAll(signers(child).keys());
        }
      }
      return new Targets(
          file.version(),
          file.expires().truncatedTo(ChronoUnit.SECONDS),
          targets,
          below.isEmpty() ? Optional.empty() : Optional.of(Delegations.of(keys, below)));
    }

    private TargetFile target(NotaryTargets file, String name, TargetFile target) {
      JsonValue plain = file.plainCustom().get(name);
      if (plain == null) {
        return target;
      }
      lost(
          "target \"" + name + "\": its custom value is no object; it stands in \"notary\" of one");
      return new TargetFile(
          target.length(), target.hashes(), JsonObject.builder().put("notary", plain).build());
    }
  }
}
