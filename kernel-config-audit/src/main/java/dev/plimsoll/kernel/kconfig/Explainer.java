package dev.plimsoll.kernel.kconfig;

import dev.plimsoll.kernel.config.KernelConfig;
import dev.plimsoll.kernel.kconfig.ReverseIndex.Selector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Makes {@link Explanation}s. Stateless. */
public final class Explainer {
  private Explainer() {}

  /**
   * @param name with CONFIG_ or without
   * @param wanted {@code n}, {@code m}, {@code y}, a number or a text
   */
  public static Explanation explain(
      Kconfig kconfig, KernelConfig config, String name, String wanted) {
    String bare = ConfigDraft.bare(name);
    int symbol = kconfig.find(bare);
    int slot = config.find(dev.plimsoll.kernel.config.OptionName.of(bare));
    String found = slot < 0 ? "absent" : config.isSet(slot) ? config.value(slot) : "not set";
    int line = slot < 0 ? 0 : config.line(slot);
    if (symbol < 0) {
      return missing(kconfig, bare, wanted, found, line);
    }
    OptionOracle oracle = new OptionOracle(kconfig, config);
    ConfigDraft draft = ConfigDraft.of(kconfig, config);
    Result result = result(draft, bare, wanted);
    Optional<String> decides =
        result.changes().isEmpty() && result.impossible().isEmpty()
            ? Optional.empty()
            : oracle.decide(bare, wanted) instanceof Decision.Blocked b
                ? Optional.of(b.reason())
                : Optional.empty();
    return new Explanation(
        bare,
        kconfig.table().version(),
        kconfig.arch(),
        Set.of(),
        Optional.of(kconfig.type(symbol)),
        kconfig.prompt(symbol),
        kconfig.places(symbol),
        found,
        line,
        oracle.defaultOf(bare),
        depends(kconfig, symbol),
        wanted,
        decides,
        active(kconfig, symbol, draft),
        selectors(kconfig, symbol),
        members(kconfig, symbol),
        ranges(kconfig, symbol),
        result.changes(),
        result.impossible(),
        result.effects());
  }

  private record Result(List<Change> changes, Optional<String> impossible, List<Change> effects) {}

  private static Result result(ConfigDraft draft, String name, String wanted) {
    return switch (draft.reach(name, wanted)) {
      case ConfigDraft.Outcome.Refused r ->
          new Result(List.of(), Optional.of(r.reason()), List.of());
      case ConfigDraft.Outcome.Reached r -> {
        ConfigDraft after = r.draft().trimmed();
        List<Change> changes = new ArrayList<>(after.changes());
        // what was asked for comes last
        changes.sort(Comparator.comparing((Change c) -> c.name().equals(name)));
        List<Change> effects = new ArrayList<>();
        if (!changes.isEmpty()) {
          effects.addAll(after.differences(draft));
          effects.removeIf(e -> changes.stream().anyMatch(c -> c.name().equals(e.name())));
          effects.removeIf(e -> e.name().equals(name));
        }
        yield new Result(changes, Optional.empty(), effects);
      }
    };
  }

  private static Explanation missing(
      Kconfig kconfig, String name, String wanted, String found, int line) {
    Set<KconfigArch> elsewhere = kconfig.table().archsOf(name);
    Optional<String> impossible =
        wanted.equals("n")
            ? Optional.empty()
            : Optional.of(
                "Linux "
                    + kconfig.table().version()
                    + " has no such option for "
                    + kconfig.arch().wire());
    return new Explanation(
        name,
        kconfig.table().version(),
        kconfig.arch(),
        elsewhere,
        Optional.empty(),
        Optional.empty(),
        List.of(),
        found,
        line,
        Optional.empty(),
        "",
        wanted,
        Optional.empty(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        impossible,
        List.of());
  }

  private static String depends(Kconfig kconfig, int symbol) {
    List<String> parts = new ArrayList<>();
    for (Definition d : kconfig.definitions(symbol)) {
      if (d.depends() == Expressions.ALWAYS) {
        return "";
      }
      parts.add(kconfig.words(d.depends()));
    }
    return parts.size() == 1
        ? parts.getFirst()
        : String.join(" || ", parts.stream().distinct().map(p -> "(" + p + ")").toList());
  }

  private static List<String> active(Kconfig kconfig, int symbol, ConfigDraft draft) {
    Set<String> names = new TreeSet<>();
    for (Selector s : kconfig.reverse().selectors(symbol)) {
      if (draft.selects(s)) {
        names.add(kconfig.name(s.symbol()));
      }
    }
    return List.copyOf(names);
  }

  private static List<String> selectors(Kconfig kconfig, int symbol) {
    Set<String> names = new TreeSet<>();
    kconfig.reverse().selectors(symbol).forEach(s -> names.add(kconfig.name(s.symbol())));
    return List.copyOf(names);
  }

  private static List<String> members(Kconfig kconfig, int symbol) {
    int choice = kconfig.choiceOf(symbol);
    return choice == Definition.NONE
        ? List.of()
        : kconfig.members(choice).stream().filter(m -> m != symbol).map(kconfig::name).toList();
  }

  private static List<String> ranges(Kconfig kconfig, int symbol) {
    List<String> ranges = new ArrayList<>();
    for (Definition d : kconfig.definitions(symbol)) {
      for (int i = 0; i < d.rangeCount(); i++) {
        Definition.Range r = d.rangeAt(i);
        ranges.add(
            kconfig.leaf(r.low())
                + " to "
                + kconfig.leaf(r.high())
                + (r.condition() == Expressions.ALWAYS
                    ? ""
                    : " if " + kconfig.words(r.condition())));
      }
    }
    return ranges;
  }
}
