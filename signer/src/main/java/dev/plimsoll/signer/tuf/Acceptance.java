package dev.plimsoll.signer.tuf;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.tuf.Root;
import dev.plimsoll.formats.tuf.Signed;
import dev.plimsoll.formats.tuf.Snapshot;
import dev.plimsoll.formats.tuf.TargetFile;
import dev.plimsoll.formats.tuf.Targets;
import dev.plimsoll.formats.tuf.Timestamp;
import dev.plimsoll.signer.tuf.Draft.Delta;
import dev.plimsoll.signer.tuf.RoleFile.Whole;
import dev.plimsoll.verifier.tuf.SignatureThreshold;
import dev.plimsoll.verifier.tuf.TrustedMetadataSet;
import dev.plimsoll.verifier.tuf.TufException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns files that were signed elsewhere into the next publication. Each must be exactly one
 * version after the present one and signed by enough of the keys that the present trust names for
 * it (a root by the old and the new ones, TUF 1.0.34 §6.1); and what is published already must
 * still hold under them, or come along signed anew.
 */
final class Acceptance {
  private final RepositoryState state;
  private final KeyRing ring;
  private final BinPolicy policy;
  private final Instant now;

  Acceptance(RepositoryState state, KeyRing ring, BinPolicy policy, Instant now) {
    this.state = state;
    this.ring = ring;
    this.policy = policy;
    this.now = now;
  }

  /**
   * @param files by role: {@code root}, {@code targets}, or one that targets names
   */
  Draft draft(Map<String, Bytes> files) throws IOException, FormatException, TufException {
    Map<String, Bytes> delegated = new LinkedHashMap<>(files);
    Optional<Bytes> rootFile = Optional.ofNullable(delegated.remove(Root.TYPE));
    Optional<Bytes> targetsFile = Optional.ofNullable(delegated.remove(Targets.TYPE));
    Optional<Signed<Root>> root = Optional.empty();
    if (rootFile.isPresent()) {
      root = Optional.of(nextRoot(rootFile.get()));
    }
    Root trust = root.orElse(state.root()).signed();
    Map<String, RoleFile> roles = new LinkedHashMap<>();
    Targets targets = state.targets();
    if (targetsFile.isPresent()) {
      Whole next = nextTargets(trust, targetsFile.get());
      targets = next.signed().signed();
      roles.put(Targets.TYPE, next);
    } else {
      requireStillHolds(trust);
    }
    roles.putAll(new DelegatedFiles(ring, policy, state::role, now).changed(targets, delegated));
    return new Draft(root, roles, expected(roles), deltas(roles), false);
  }

  private Signed<Root> nextRoot(Bytes file) throws FormatException, TufException {
    TrustedMetadataSet trusted = TrustedMetadataSet.of(state.root().file(), now);
    trusted.updateRoot(file); // version exactly one more, both thresholds
    Signed<Root> next = trusted.root();
    Publication.signers(ring, next.signed(), Snapshot.TYPE);
    Publication.signers(ring, next.signed(), Timestamp.TYPE);
    if (!next.signed().consistentSnapshot()) {
      throw new FormatException("root.json", "consistent_snapshot is false, wanted true");
    }
    return next;
  }

  private Whole nextTargets(Root trust, Bytes file) throws FormatException {
    Signed<Targets> next = Signed.parse("targets.json", file, Targets::parse);
    long wanted = state.targets().version() + 1;
    if (next.signed().version() != wanted) {
      throw new FormatException(
          "targets.json",
          "has version " + next.signed().version() + ", wanted " + wanted + " (TUF §6.1)");
    }
    requireSigned(trust, next, "");
    return new Whole(Targets.TYPE, next);
  }

  private void requireStillHolds(Root trust) throws FormatException {
    requireSigned(
        trust,
        state.whole(Targets.TYPE).orElseThrow().signed(),
        "; hand in a version "
            + (state.targets().version() + 1)
            + " that they signed, together with the root");
  }

  static void requireSigned(Root trust, Signed<Targets> targets, String advice)
      throws FormatException {
    long wanted = trust.role(Targets.TYPE).threshold();
    int found = SignatureThreshold.signers(targets, trust.role(Targets.TYPE), trust.keys()).size();
    if (found < wanted) {
      throw new FormatException(
          "targets.json",
          "version "
              + targets.signed().version()
              + " has "
              + found
              + " valid signatures by different keys that root version "
              + trust.version()
              + " names for it; the threshold is "
              + wanted
              + advice);
    }
  }

  /** Targets of an accepted role, which a client must find then; a role in front may hide none. */
  private Map<String, TargetFile> expected(Map<String, RoleFile> roles) {
    Map<String, TargetFile> expected = new HashMap<>();
    for (RoleFile role : roles.values()) {
      if (role instanceof Whole whole && !whole.role().equals(Targets.TYPE)) {
        deltaOf(whole)
            .added()
            .forEach(
                path ->
                    expected.put(
                        path,
                        Optional.ofNullable(whole.signed().signed().targets().get(path))
                            .orElseThrow()));
      }
    }
    return expected;
  }

  private Map<String, Delta> deltas(Map<String, RoleFile> roles) {
    Map<String, Delta> deltas = new HashMap<>();
    for (RoleFile role : roles.values()) {
      if (role instanceof Whole whole) {
        deltas.put(role.role(), deltaOf(whole));
      }
    }
    return deltas;
  }

  private Delta deltaOf(Whole next) {
    Map<String, TargetFile> old =
        state.whole(next.role()).map(w -> w.signed().signed().targets()).orElse(Map.of());
    Map<String, TargetFile> now = next.signed().signed().targets();
    List<String> added = new ArrayList<>();
    now.forEach(
        (path, file) -> {
          if (!file.equals(old.get(path))) {
            added.add(path);
          }
        });
    List<String> removed = old.keySet().stream().filter(p -> !now.containsKey(p)).toList();
    return new Delta(added, removed);
  }
}
