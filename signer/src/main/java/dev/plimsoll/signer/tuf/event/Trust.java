package dev.plimsoll.signer.tuf.event;

import dev.plimsoll.formats.tuf.Delegations;
import dev.plimsoll.formats.tuf.Root;
import dev.plimsoll.formats.tuf.Targets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What says who must sign: the published root and targets, or those that wait where they change
 * just that. A file whose keys are about to change goes in together with the one that changes them,
 * and clients will check it against that one alone.
 *
 * @param live the published root; empty before the first publication
 * @param nextRoot the root that waits
 * @param targets the published targets
 * @param nextTargets the targets that wait
 */
record Trust(
    Optional<Root> live,
    Optional<Root> nextRoot,
    Optional<Targets> targets,
    Optional<Targets> nextTargets) {

  /** Who must sign the next file of {@code role}; empty when nothing names its keys. */
  List<Demand> demands(String role) {
    if (role.equals(Root.TYPE)) {
      return rootDemands();
    }
    if (role.equals(Targets.TYPE)) {
      return latest(live.map(root -> demand(root, role)), nextRoot.map(root -> demand(root, role)));
    }
    return latest(
        targets.flatMap(t -> delegated(t, role)), nextTargets.flatMap(t -> delegated(t, role)));
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

  private static List<Demand> latest(Optional<Demand> now, Optional<Demand> next) {
    List<Demand> demands = new ArrayList<>();
    now.ifPresent(demands::add);
    next.filter(d -> fresh(d, demands))
        .ifPresent(
            d -> {
              demands.clear();
              demands.add(d);
            });
    return List.copyOf(demands);
  }

  private static boolean fresh(Demand next, List<Demand> demands) {
    return demands.stream()
        .noneMatch(d -> d.role().equals(next.role()) && d.keys().equals(next.keys()));
  }

  private static Demand demand(Root root, String role) {
    return new Demand("root version " + root.version(), root.role(role), root.keys());
  }

  private static Optional<Demand> delegated(Targets by, String name) {
    Optional<Delegations> delegations = by.delegations();
    return delegations.stream()
        .flatMap(d -> d.roles().stream())
        .filter(r -> r.name().equals(name))
        .findFirst()
        .map(
            r ->
                new Demand(
                    "targets version " + by.version(), r.role(), delegations.orElseThrow().keys()));
  }
}
