package dev.plimsoll.kernel.audit;

import dev.plimsoll.policy.Status;
import java.util.List;
import java.util.Optional;

/** The one-line messages of findings. */
final class Words {
  private Words() {}

  static String met(Condition.Leaf leaf, Observation seen) {
    return note(found(leaf, seen), seen);
  }

  static String alternative(Condition.Leaf leaf, Observation seen, String branch) {
    return found(leaf, seen) + branch;
  }

  /** What follows "X is absent" when {@code branch} makes up for it. */
  static String branch(Condition.Leaf primary, Condition branch) {
    List<Condition> parts =
        branch instanceof Condition.All all ? all.conditions() : List.of(branch);
    List<String> words =
        parts.stream().filter(c -> !restates(primary, c)).map(Condition::words).toList();
    return words.isEmpty() ? ", which is as good" : ", but " + String.join(" and ", words);
  }

  private static boolean restates(Condition.Leaf primary, Condition c) {
    return c instanceof Condition.Leaf leaf
        && leaf.surface() == primary.surface()
        && leaf.name().equals(primary.name())
        && leaf.want() instanceof Want.Unset;
  }

  static String failed(Condition.Leaf leaf, Observation seen, Optional<Condition> unmet) {
    if (unmet.isPresent()) {
      return found(leaf, seen) + ", but counts only when " + unmet.get().words();
    }
    return seen.status() == Status.NOT_APPLICABLE
        ? leaf.name() + ": " + seen.note()
        : note(found(leaf, seen) + ", wanted " + leaf.want().words(), seen);
  }

  static String unknown(
      Condition.Leaf leaf,
      Observation seen,
      Optional<Condition> unmet,
      List<CompiledRule.Alternative> alternatives) {
    if (unmet.isPresent()) {
      return "cannot tell whether " + unmet.get().words();
    }
    if (seen.met() == Truth.UNKNOWN) {
      return note(leaf.name() + " cannot be judged", seen);
    }
    return found(leaf, seen)
        + ", wanted "
        + leaf.want().words()
        + "; cannot tell whether instead "
        + String.join(", or ", alternatives.stream().map(a -> a.condition().words()).toList());
  }

  private static String note(String text, Observation seen) {
    return seen.note().isEmpty() ? text : text + " (" + seen.note() + ")";
  }

  private static String found(Condition.Leaf leaf, Observation seen) {
    return switch (seen.observed()) {
      case "" -> leaf.name() + (seen.where().startsWith(Observation.ABSENT) ? " is absent" : "=");
      case "not set" -> leaf.name() + " is not set";
      case "present" -> leaf.name() + " is present";
      default -> leaf.name() + "=" + seen.observed();
    };
  }
}
