package dev.plimsoll.signer.tuf.event;

import dev.plimsoll.formats.tuf.Delegations;
import dev.plimsoll.formats.tuf.Role;
import dev.plimsoll.formats.tuf.Root;
import dev.plimsoll.formats.tuf.Targets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What says who must sign: the published root and targets, and before the first publication the
 * ones that wait themselves.
 *
 * @param live the published root; empty before the first publication
 * @param nextRoot the root that waits
 * @param targets the published targets, or before the first publication the ones that wait
 */
record Trust(Optional<Root> live, Optional<Root> nextRoot, Optional<Targets> targets) {

  /** Who must sign the next file of {@code role}; empty when nothing names its keys. */
  List<Demand> demands(String role) {
    if (role.equals(Root.TYPE)) {
      return rootDemands();
    }
    if (role.equals(Targets.TYPE)) {
      return (live.isPresent() ? live : nextRoot)
          .map(root -> List.of(demand(root, role)))
          .orElse(List.of());
    }
    return targets
        .flatMap(Targets::delegations)
        .flatMap(d -> delegated(d, role))
        .map(List::of)
        .orElse(List.of());
  }

  /** TUF §6.1: a new root is signed by a threshold of the old root's keys and of its own. */
  private List<Demand> rootDemands() {
    List<Demand> demands = new ArrayList<>();
    live.ifPresent(root -> demands.add(demand(root, Root.TYPE)));
    nextRoot
        .map(root -> demand(root, Root.TYPE))
        .filter(d -> fresh(d, demands))
        .ifPresent(demands::add);
    return demands;
  }

  private static boolean fresh(Demand next, List<Demand> demands) {
    return demands.stream()
        .noneMatch(d -> d.role().equals(next.role()) && d.keys().equals(next.keys()));
  }

  private static Demand demand(Root root, String role) {
    return new Demand("root version " + root.version(), root.role(role), root.keys());
  }

  private Optional<Demand> delegated(Delegations delegations, String name) {
    return delegations.roles().stream()
        .filter(r -> r.name().equals(name))
        .findFirst()
        .map(r -> demand(r.role(), delegations));
  }

  private Demand demand(Role role, Delegations delegations) {
    long version = targets.orElseThrow().version();
    return new Demand("targets version " + version, role, delegations.keys());
  }
}
