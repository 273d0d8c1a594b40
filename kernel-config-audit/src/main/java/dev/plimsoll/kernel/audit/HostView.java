package dev.plimsoll.kernel.audit;

import dev.plimsoll.kernel.host.HostFact;
import dev.plimsoll.kernel.host.HostFacts;
import dev.plimsoll.kernel.host.HostSnapshot;
import java.util.List;

/** A host snapshot as conditions look at it. */
final class HostView {
  private HostView() {}

  static Observation look(HostSnapshot host, Condition.Host leaf) {
    List<String> names = HostFacts.expand(host, leaf.name());
    if (names.isEmpty()) {
      return Observation.unknown("", Observation.ABSENT, "the host shows none of " + leaf.name());
    }
    Observation all = one(host, names.getFirst(), leaf);
    for (String name : names.subList(1, names.size())) {
      Observation seen = one(host, name, leaf);
      if (KernelView.worse(seen, all)) {
        all = seen;
      }
    }
    return all;
  }

  private static Observation one(HostSnapshot host, String name, Condition.Host leaf) {
    String note = name.equals(leaf.name()) ? "" : name;
    return switch (host.fact(name)) {
      case HostFact.Value v ->
          new Observation(
              Truth.of(leaf.want().accepts(v.value())),
              leaf.want().accepts(v.value())
                  ? dev.plimsoll.policy.Status.PASS
                  : dev.plimsoll.policy.Status.FAIL,
              v.value(),
              host.where() + "!" + v.place(),
              note);
      case HostFact.Absent a ->
          Observation.plain(leaf.want().acceptsAbsent(), "", Observation.ABSENT);
      case HostFact.Unreadable u ->
          Observation.unknown("", host.where() + "!" + u.place(), u.why());
    };
  }
}
