package dev.plimsoll.policy;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.SourcePosition;
import dev.plimsoll.policy.PolicyDocument.Override;
import dev.plimsoll.policy.RuleOrigin.Change;
import dev.plimsoll.policy.RuleOrigin.Overridden;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Merges the rules of one policy with those of the packs that it extends:
 *
 * <ol>
 *   <li>{@code overrides} are applied to inherited rules;
 *   <li>the same rule, inherited in two ways, is one; two rules of one id are a mistake;
 *   <li>of two groups that want different things of one option the earlier decides. The later rule
 *       is left out where the earlier one certainly applies whenever it would; else it yields when
 *       the kernel is judged.
 * </ol>
 */
final class RuleMerge {
  /** Rules that came by one way, in the order of precedence among groups. */
  record Group(String name, SourcePosition at, List<Rule> rules) {
    Group {
      rules = List.copyOf(rules);
    }
  }

  private record Placed(Rule rule, Optional<Demand> demand, int group) {}

  private final PolicyDocument document;
  private final List<Group> groups;
  private final Map<String, Placed> byId = new LinkedHashMap<>();
  private final Map<String, List<String>> byOption = new HashMap<>();

  RuleMerge(PolicyDocument document, List<Group> groups) {
    this.document = document;
    this.groups = List.copyOf(groups);
  }

  /** Own and inherited rules, in the order of precedence; every id once. */
  List<Rule> rules() throws FormatException {
    if (groups.size() == 1) {
      return groups.getFirst().rules();
    }
    Set<String> replaced = checkOverrides();
    for (int g = 0; g < groups.size(); g++) {
      for (Rule rule : groups.get(g).rules()) {
        boolean own = isOwn(rule);
        if (own || !replaced.contains(qualified(rule))) {
          place(own ? rule : changed(rule), g);
        }
      }
    }
    noteReplaced(replaced);
    return byId.values().stream().map(Placed::rule).toList();
  }

  private boolean isOwn(Rule rule) {
    return rule.origin().pack().equals(document.name());
  }

  private static String qualified(Rule rule) {
    return rule.origin().pack() + "/" + rule.id();
  }

  // --- overrides

  /** The inherited rules that are replaced, as {@code pack/id}. */
  private Set<String> checkOverrides() throws FormatException {
    Set<String> replaced = new HashSet<>();
    for (Override o : document.overrides()) {
      Set<String> hit = new HashSet<>();
      Set<String> known = new HashSet<>();
      for (Group g : groups) {
        for (Rule rule : g.rules()) {
          if (!isOwn(rule)) {
            known.add(rule.id());
            known.add(qualified(rule));
            if (names(o, rule)) {
              hit.add(qualified(rule));
            }
          }
        }
      }
      if (hit.isEmpty()) {
        throw FieldReader.error(
            o.rule().at(),
            "no inherited rule "
                + FormatException.quote(o.rule().text())
                + Suggestion.of(o.rule().text(), known));
      }
      if (hit.size() > 1) {
        throw FieldReader.error(
            o.rule().at(),
            FormatException.quote(o.rule().text())
                + " is a rule of several packs; name one: "
                + String.join(", ", hit.stream().sorted().toList()));
      }
      if (o.replaced()) {
        requireSuccessor(o, hit.iterator().next());
        replaced.addAll(hit);
      }
    }
    return replaced;
  }

  private void requireSuccessor(Override o, String loser) throws FormatException {
    String id = loser.substring(loser.indexOf('/') + 1);
    for (Group g : groups) {
      for (Rule rule : g.rules()) {
        if (rule.id().equals(id) && !qualified(rule).equals(loser)) {
          return;
        }
      }
    }
    throw FieldReader.error(
        o.rule().at(),
        "nothing replaces "
            + loser
            + ": no other rule has the id "
            + FormatException.quote(id)
            + "; to leave it out use \"except\"");
  }

  private static boolean names(Override o, Rule rule) {
    return o.rule().text().equals(rule.id()) || o.rule().text().equals(qualified(rule));
  }

  private Rule changed(Rule rule) {
    Rule result = rule;
    for (Override o : document.overrides()) {
      if (names(o, rule)) {
        if (o.severity().isPresent() && o.severity().get() != rule.severity()) {
          String what = "severity " + rule.severity().wire() + " to " + o.severity().get().wire();
          result =
              result
                  .withSeverity(o.severity().get())
                  .withOrigin(result.origin().changed(change(o, what)));
        }
        if (o.mode().isPresent()) {
          result =
              result.withOrigin(
                  result
                      .origin()
                      .withMode(o.mode().get())
                      .changed(change(o, "mode " + o.mode().get().wire())));
        }
      }
    }
    return result;
  }

  private Change change(Override o, String what) {
    return new Change(document.name(), what, o.reason());
  }

  /** The successors say whom they replaced. */
  private void noteReplaced(Set<String> replaced) {
    for (Group g : groups) {
      for (Rule loser : g.rules()) {
        Optional<Placed> winner = Optional.ofNullable(byId.get(loser.id()));
        if (replaced.contains(qualified(loser)) && winner.isPresent()) {
          note(winner.get(), loser, Demand.of(loser));
        }
      }
    }
  }

  // --- placing

  private void place(Rule rule, int group) throws FormatException {
    Optional<Placed> namesake = Optional.ofNullable(byId.get(rule.id()));
    if (namesake.isPresent()) {
      if (!qualified(namesake.get().rule()).equals(qualified(rule))) {
        throw twice(namesake.get(), rule, group);
      }
      return;
    }
    Optional<Demand> demand = Demand.of(rule);
    Rule placed = rule;
    if (demand.isPresent()) {
      String option = demand.get().subject() + " " + demand.get().name();
      List<String> rivals = byOption.computeIfAbsent(option, k -> new ArrayList<>());
      for (String id : rivals) {
        Placed rival = byId.getOrDefault(id, new Placed(rule, demand, group));
        boolean decided =
            rival.group() < group
                && rival.demand().map(d -> d.contradicts(demand.get())).orElse(false);
        if (decided) {
          note(rival, rule, demand);
          if (rival.demand().map(d -> d.covers(demand.get())).orElse(false)) {
            return;
          }
          placed = placed.withOrigin(placed.origin().yielding(id));
        }
      }
      rivals.add(rule.id());
    }
    byId.put(rule.id(), new Placed(placed, demand, group));
  }

  private void note(Placed winner, Rule loser, Optional<Demand> demand) {
    Overridden lost =
        new Overridden(
            loser.origin().pack(), loser.id(), demand.map(Demand::words).orElse(loser.title()));
    if (!winner.rule().origin().overridden().contains(lost)) {
      Rule noted = winner.rule().withOrigin(winner.rule().origin().overriding(lost));
      byId.put(noted.id(), new Placed(noted, winner.demand(), winner.group()));
    }
  }

  private FormatException twice(Placed first, Rule second, int group) {
    boolean own = isOwn(second);
    String other = own ? qualified(first.rule()) : qualified(second);
    SourcePosition at = own ? second.at() : groups.get(group).at();
    if (isOwn(first.rule())) {
      at = first.rule().at();
    }
    return FieldReader.error(
        at,
        "rule id "
            + FormatException.quote(second.id())
            + " is also one of pack "
            + other.substring(0, other.indexOf('/'))
            + (isOwn(first.rule()) || own ? "" : " and of " + first.rule().origin().pack())
            + "; give it another id, or say {rule: "
            + other
            + ", replaced: true} under \"overrides\"");
  }
}
