package dev.plimsoll.policy;

import java.util.List;
import java.util.Optional;

/**
 * Where a rule of a policy comes from, and what was decided when packs were put together.
 *
 * @param pack the pack that the rule is written in, which is not always the policy judged by
 * @param mode the rule's own mode, when an extending pack gave it one
 * @param overridden rules of other packs that this one was preferred to
 * @param yieldsTo ids of rules that decide instead wherever they apply
 * @param changes what extending packs changed, and why
 */
public record RuleOrigin(
    String pack,
    Optional<Mode> mode,
    List<Overridden> overridden,
    List<String> yieldsTo,
    List<Change> changes) {
  public RuleOrigin {
    overridden = List.copyOf(overridden);
    yieldsTo = List.copyOf(yieldsTo);
    changes = List.copyOf(changes);
  }

  /**
   * A rule that lost.
   *
   * @param wanted what it wanted of the same option
   */
  public record Overridden(String pack, String rule, String wanted) {}

  /**
   * @param pack the one that made the change
   * @param what e.g. {@code severity medium to high}
   */
  public record Change(String pack, String what, String reason) {}

  /** Of a rule that stands in {@code pack} itself. */
  public static RuleOrigin own(String pack) {
    return new RuleOrigin(pack, Optional.empty(), List.of(), List.of(), List.of());
  }

  RuleOrigin withMode(Mode wanted) {
    return new RuleOrigin(pack, Optional.of(wanted), overridden, yieldsTo, changes);
  }

  RuleOrigin overriding(Overridden loser) {
    return new RuleOrigin(pack, mode, plus(overridden, loser), yieldsTo, changes);
  }

  RuleOrigin yielding(String winner) {
    return new RuleOrigin(pack, mode, overridden, plus(yieldsTo, winner), changes);
  }

  RuleOrigin changed(Change change) {
    return new RuleOrigin(pack, mode, overridden, yieldsTo, plus(changes, change));
  }

  /** As findings show it: whom a rule yields to was settled before there was one. */
  RuleOrigin decided() {
    return yieldsTo.isEmpty() ? this : new RuleOrigin(pack, mode, overridden, List.of(), changes);
  }

  private static <T> List<T> plus(List<T> list, T item) {
    List<T> longer = new java.util.ArrayList<>(list);
    longer.add(item);
    return longer;
  }
}
