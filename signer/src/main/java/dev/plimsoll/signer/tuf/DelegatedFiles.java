package dev.plimsoll.signer.tuf;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.tuf.DelegatedRole;
import dev.plimsoll.formats.tuf.Delegations;
import dev.plimsoll.formats.tuf.Signed;
import dev.plimsoll.formats.tuf.SuccinctRoles;
import dev.plimsoll.formats.tuf.Targets;
import dev.plimsoll.signer.tuf.RoleFile.Whole;
import dev.plimsoll.verifier.tuf.SignatureThreshold;
import java.io.IOException;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Which files the delegated roles need under given top-level targets: those handed in, those of
 * online roles made or signed anew where their keys changed, and those that still hold left alone.
 */
final class DelegatedFiles {
  private final KeyRing ring;
  private final BinPolicy policy;
  private final Function<String, Optional<RoleFile>> present;
  private final Instant now;

  /**
   * @param present the published file of a role
   */
  DelegatedFiles(
      KeyRing ring, BinPolicy policy, Function<String, Optional<RoleFile>> present, Instant now) {
    this.ring = ring;
    this.policy = policy;
    this.present = present;
    this.now = now;
  }

  /**
   * The files that must be written, by role.
   *
   * @param given files signed elsewhere, by role
   */
  Map<String, RoleFile> changed(Targets targets, Map<String, Bytes> given)
      throws IOException, FormatException {
    Map<String, RoleFile> changed = new LinkedHashMap<>();
    Optional<Delegations> delegations = targets.delegations();
    if (delegations.isPresent()) {
      if (delegations.get().succinct().isPresent()) {
        throw new FormatException(
            "targets.json", "has bins of its own; wanted roles that it delegates to");
      }
      for (DelegatedRole role : delegations.get().roles()) {
        one(changed, role, delegations.get(), Optional.ofNullable(given.get(role.name())));
      }
    }
    for (String role : given.keySet()) {
      if (!changed.containsKey(role)) {
        throw new FormatException(
            "role " + FormatException.quote(role),
            "targets.json version " + targets.version() + " does not delegate to it");
      }
    }
    return changed;
  }

  private void one(
      Map<String, RoleFile> changed,
      DelegatedRole role,
      Delegations delegations,
      Optional<Bytes> given)
      throws IOException, FormatException {
    Optional<RoleFile> before = present.apply(role.name());
    if (given.isPresent()) {
      changed.put(role.name(), signedElsewhere(role, delegations, before, given.get()));
      return;
    }
    if (before.isPresent()
        && before.get() instanceof Whole whole
        && enough(whole.signed(), role, delegations)) {
      return;
    }
    Optional<RoleSigners> signers = ring.signers(role.role(), delegations.keys());
    if (signers.isPresent()) {
      online(changed, role, delegations, before, signers.get());
    } else if (before.isPresent()) {
      throw new FormatException(
          role.name() + ".json",
          "version "
              + before.get().version()
              + " is not signed by enough of the keys that the new targets.json names; hand in a"
              + " version "
              + (before.get().version() + 1)
              + " that is, together with it");
    }
    // Else an offline role that nobody has signed for yet: not listed until somebody has.
  }

  private static Whole signedElsewhere(
      DelegatedRole role, Delegations delegations, Optional<RoleFile> before, Bytes file)
      throws FormatException {
    String name = role.name() + ".json";
    Signed<Targets> next = Signed.parse(name, file, Targets::parse);
    long wanted = before.map(RoleFile::version).orElse(0L) + 1;
    if (next.signed().version() != wanted) {
      throw new FormatException(
          name, "has version " + next.signed().version() + ", wanted " + wanted + " (TUF §6.1)");
    }
    if (!enough(next, role, delegations)) {
      int found = SignatureThreshold.signers(next, role.role(), delegations.keys()).size();
      throw new FormatException(
          name,
          "has "
              + found
              + " valid signatures by different keys that targets.json names for it; the threshold"
              + " is "
              + role.role().threshold());
    }
    for (String path : next.signed().targets().keySet()) {
      if (!role.covers(path)) {
        throw new FormatException(
            name, "lists " + FormatException.quote(path) + ", for which it is not trusted");
      }
    }
    return new Whole(role.name(), next);
  }

  private static boolean enough(Signed<?> file, DelegatedRole role, Delegations delegations) {
    return SignatureThreshold.signers(file, role.role(), delegations.keys()).size()
        >= role.role().threshold();
  }

  private void online(
      Map<String, RoleFile> changed,
      DelegatedRole role,
      Delegations delegations,
      Optional<RoleFile> before,
      RoleSigners signers)
      throws IOException {
    Optional<Targets> old =
        before.flatMap(
            f -> f instanceof Whole w ? Optional.of(w.signed().signed()) : Optional.empty());
    int bits =
        old.flatMap(Targets::delegations)
            .flatMap(Delegations::succinct)
            .map(SuccinctRoles::bitLength)
            .orElse(old.isPresent() ? 0 : policy.tree(role.name()).startBits());
    Optional<Delegations> bins =
        bits == 0
            ? Optional.empty()
            : Optional.of(Bins.delegations(role.name(), role.role(), delegations.keys(), bits));
    Targets next =
        new Targets(
            before.map(RoleFile::version).orElse(0L) + 1,
            Lifetimes.expiry(role.name(), now),
            old.map(Targets::targets).orElse(Map.of()),
            bins);
    if (bins.isPresent()) {
      for (String bin : Bins.names(bins.get().succinct().orElseThrow())) {
        changed.put(
            bin,
            Bins.next(
                role.name(),
                bin,
                present.apply(bin),
                Collections.unmodifiableSortedMap(new TreeMap<>()),
                signers,
                now));
      }
    }
    changed.put(role.name(), new Whole(role.name(), signers.sign(next)));
  }
}
