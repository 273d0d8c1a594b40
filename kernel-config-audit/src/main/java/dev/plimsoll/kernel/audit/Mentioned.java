package dev.plimsoll.kernel.audit;

import dev.plimsoll.kernel.config.OptionName;
import java.util.ArrayList;
import java.util.List;

/** The options that a rule looks at. */
final class Mentioned {
  private Mentioned() {}

  static List<OptionName> in(CompiledRule rule) {
    List<OptionName> found = new ArrayList<>();
    add(rule.primary(), found);
    rule.when().forEach(c -> add(c, found));
    rule.requires().forEach(c -> add(c, found));
    rule.alternatives().forEach(a -> add(a.condition(), found));
    return found;
  }

  private static void add(Condition c, List<OptionName> found) {
    switch (c) {
      case Condition.Option o -> {
        found.add(o.option());
        if (o.want() instanceof Want.MaxOf m) {
          found.add(m.option());
        }
      }
      case Condition.All a -> a.conditions().forEach(x -> add(x, found));
      case Condition.Any a -> a.conditions().forEach(x -> add(x, found));
      case Condition.Not n -> add(n.condition(), found);
      default -> {}
    }
  }
}
