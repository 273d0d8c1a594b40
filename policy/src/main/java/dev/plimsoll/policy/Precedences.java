package dev.plimsoll.policy;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.policy.PolicyDocument.Word;
import dev.plimsoll.policy.RuleMerge.Group;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The order in which packs decide. */
final class Precedences {
  private Precedences() {}

  /**
   * Named ones first, in their order; then the policy's own rules and what it extends, as written.
   *
   * @param groups the policy's own rules, then those of each pack
   */
  static List<Group> sort(PolicyDocument d, List<Group> groups) throws FormatException {
    List<Group> sorted = new ArrayList<>();
    List<String> names = groups.stream().map(Group::name).toList();
    for (Word w : d.precedence()) {
      Optional<Group> group = groups.stream().filter(g -> g.name().equals(w.text())).findFirst();
      if (group.isEmpty()) {
        throw FieldReader.error(
            w.at(),
            "\"precedence\" names "
                + FormatException.quote(w.text())
                + ", wanted one of "
                + String.join(", ", names)
                + Suggestion.of(w.text(), names));
      }
      sorted.add(group.get());
    }
    for (Group g : groups) {
      if (!sorted.contains(g)) {
        sorted.add(g);
      }
    }
    return sorted;
  }
}
