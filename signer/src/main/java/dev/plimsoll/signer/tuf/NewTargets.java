package dev.plimsoll.signer.tuf;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonWriter;
import dev.plimsoll.formats.tuf.DelegatedRole;
import dev.plimsoll.formats.tuf.Delegations;
import dev.plimsoll.formats.tuf.TargetFile;
import dev.plimsoll.formats.tuf.Targets;
import dev.plimsoll.signer.tuf.Draft.Delta;
import dev.plimsoll.signer.tuf.RoleFile.Whole;
import dev.plimsoll.signer.tuf.TufRepository.NewTarget;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Puts new targets into the files of their online roles: into one bin each, where there are bins.
 */
final class NewTargets {
  private final RepositoryState state;
  private final KeyRing ring;
  private final Instant now;

  NewTargets(RepositoryState state, KeyRing ring, Instant now) {
    this.state = state;
    this.ring = ring;
    this.now = now;
  }

  /**
   * Empty when all are listed as they are.
   *
   * @throws FormatException when a role is not there, not online, or not trusted for a path
   */
  Optional<Draft> draft(List<NewTarget> targets) throws IOException, FormatException {
    Map<String, Map<String, TargetFile>> byFile = new LinkedHashMap<>();
    Map<String, String> parents = new HashMap<>();
    Map<String, TargetFile> expected = new LinkedHashMap<>();
    for (NewTarget target : targets) {
      Whole role = require(target);
      if (!state.findTarget(target.role(), target.path()).equals(Optional.of(target.file()))) {
        String file =
            RepositoryState.binOf(role.signed().signed(), target.path()).orElse(target.role());
        parents.put(file, target.role());
        byFile.computeIfAbsent(file, f -> new LinkedHashMap<>()).put(target.path(), target.file());
        expected.put(target.path(), target.file());
      }
    }
    Map<String, RoleFile> changed = new LinkedHashMap<>();
    Map<String, Delta> deltas = new HashMap<>();
    for (Map.Entry<String, Map<String, TargetFile>> entry : byFile.entrySet()) {
      String parent = Optional.ofNullable(parents.get(entry.getKey())).orElseThrow();
      changed.put(entry.getKey(), file(entry.getKey(), parent, entry.getValue()));
      deltas.put(entry.getKey(), new Delta(new ArrayList<>(entry.getValue().keySet()), List.of()));
    }
    return changed.isEmpty() ? Optional.empty() : Optional.of(Draft.of(changed, expected, deltas));
  }

  private Whole require(NewTarget target) throws FormatException {
    Optional<DelegatedRole> role = state.delegation(target.role());
    if (role.isEmpty() || !role.get().covers(target.path())) {
      throw new FormatException(
          "role " + FormatException.quote(target.role()),
          "may not publish target " + FormatException.quote(target.path()) + " (targets.json)");
    }
    return state
        .whole(target.role())
        .orElseThrow(
            () -> new FormatException("role " + target.role(), "has no published file yet"));
  }

  private RoleFile file(String name, String parent, Map<String, TargetFile> added)
      throws IOException, FormatException {
    RoleSigners signers = signers(parent);
    SortedMap<String, Bytes> entries = Bins.entries(added);
    if (!name.equals(parent)) {
      return Bins.next(parent, name, state.role(name), entries, signers, now);
    }
    Targets before = state.whole(name).orElseThrow().signed().signed();
    Map<String, TargetFile> all = new TreeMap<>(before.targets());
    all.putAll(added);
    return new Whole(
        name,
        signers.sign(
            new Targets(
                before.version() + 1, Lifetimes.expiry(name, now), all, before.delegations())));
  }

  private RoleSigners signers(String role) throws FormatException {
    Delegations delegations = state.targets().delegations().orElseThrow();
    DelegatedRole delegated = state.delegation(role).orElseThrow();
    return ring.signers(delegated.role(), delegations.keys())
        .orElseThrow(
            () ->
                new FormatException(
                    "role " + role,
                    "is offline here: this process lacks the keys "
                        + delegated.role().keyIds()
                        + ", threshold "
                        + delegated.role().threshold()));
  }

  /** Whether an entry has one text only, so that what is signed can also be sent. */
  static boolean plain(TargetFile file) {
    return JsonWriter.canonical(file.toJson()).equals(JsonWriter.sorted(file.toJson()));
  }
}
