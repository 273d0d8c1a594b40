package dev.plimsoll.policy;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.policy.PolicyDocument.Selection;
import dev.plimsoll.policy.PolicyDocument.Word;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which rules an item of {@code extends} takes from a pack. */
final class Selections {
  private Selections() {}

  /** In the order of the pack. */
  static List<Rule> of(Selection selection, Policy pack) throws FormatException {
    return switch (selection) {
      case Selection.All all -> pack.rules();
      case Selection.Only only -> {
        Set<String> ids = ids(only.ids(), pack);
        yield pack.rules().stream().filter(r -> ids.contains(r.id())).toList();
      }
      case Selection.Except except -> {
        Set<String> ids = ids(except.ids(), pack);
        List<Rule> left = pack.rules().stream().filter(r -> !ids.contains(r.id())).toList();
        if (left.isEmpty()) {
          throw FieldReader.error(
              except.ids().getFirst().at(), "\"except\" leaves no rule of " + pack.ref().name());
        }
        yield left;
      }
    };
  }

  private static Set<String> ids(List<Word> words, Policy pack) throws FormatException {
    Map<String, Rule> known = new LinkedHashMap<>();
    pack.rules().forEach(r -> known.put(r.id(), r));
    Set<String> ids = new HashSet<>();
    for (Word w : words) {
      if (!known.containsKey(w.text())) {
        throw FieldReader.error(
            w.at(),
            "pack "
                + pack.ref().name()
                + " has no rule "
                + FormatException.quote(w.text())
                + Suggestion.of(w.text(), known.keySet()));
      }
      ids.add(w.text());
    }
    return ids;
  }
}
