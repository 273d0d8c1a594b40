package dev.plimsoll.kernel.audit;

import dev.plimsoll.kernel.config.OptionName;
import dev.plimsoll.kernel.kconfig.ConfigDraft;
import dev.plimsoll.kernel.kconfig.ConfigDraft.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Carries out what conditions want on a {@link ConfigDraft}. Stateless but for its view. */
final class Wishes {
  private final KernelView view;

  /**
   * @param view answers for what is no matter of the configuration
   */
  Wishes(KernelView view) {
    this.view = view;
  }

  /** The primary and what it requires, else an alternative: whichever takes the fewest changes. */
  Outcome satisfy(ConfigDraft draft, CompiledRule rule) {
    List<Condition> whole = new ArrayList<>(List.of(rule.primary()));
    whole.addAll(rule.requires());
    Outcome best = all(draft, whole);
    for (CompiledRule.Alternative a : rule.alternatives()) {
      best = better(best, satisfy(draft, a.condition()));
    }
    return best;
  }

  /** Whether the rule would pass, or not apply, with the draft as the configuration. */
  boolean holds(ConfigDraft draft, CompiledRule rule) {
    boolean whole = test(draft, rule.primary()) == Truth.YES;
    for (Condition c : rule.requires()) {
      whole &= test(draft, c) == Truth.YES;
    }
    for (CompiledRule.Alternative a : rule.alternatives()) {
      whole |= test(draft, a.condition()) == Truth.YES;
    }
    for (Condition c : rule.when()) {
      whole |= test(draft, c) == Truth.NO;
    }
    return whole;
  }

  private Truth test(ConfigDraft draft, Condition condition) {
    return switch (condition) {
      case Condition.Option o -> Truth.of(has(draft, o));
      case Condition.Not n -> test(draft, n.condition()).not();
      case Condition.All all -> {
        Truth sum = Truth.YES;
        for (Condition c : all.conditions()) {
          Truth t = test(draft, c);
          sum = sum == Truth.NO || t == Truth.YES ? sum : t;
        }
        yield sum;
      }
      case Condition.Any any -> {
        Truth sum = Truth.NO;
        for (Condition c : any.conditions()) {
          Truth t = test(draft, c);
          sum = sum == Truth.YES || t == Truth.NO ? sum : t;
        }
        yield sum;
      }
      default -> view.test(condition);
    };
  }

  private boolean has(ConfigDraft draft, Condition.Option leaf) {
    String name = named(draft, leaf.option());
    String now = draft.value(name).orElse("n");
    boolean off = now.equals("n") || now.isEmpty();
    return switch (leaf.want()) {
      case Want.Present p -> draft.written(name);
      case Want.MaxOf m ->
          draft.value(named(draft, m.option())).filter(v -> !v.isEmpty()).isEmpty()
              || draft.value(named(draft, m.option())).equals(Optional.of(now));
      case Want.Equal e -> e.accepts(off ? "n" : now);
      default -> off ? leaf.want().acceptsAbsent() : leaf.want().accepts(now);
    };
  }

  private static Outcome better(Outcome a, Outcome b) {
    return b instanceof Outcome.Reached y
            && (a instanceof Outcome.Refused
                || a instanceof Outcome.Reached x
                    && y.draft().changes().size() < x.draft().changes().size())
        ? b
        : a;
  }

  private Outcome all(ConfigDraft draft, List<Condition> conditions) {
    Outcome sum = new Outcome.Reached(draft);
    for (Condition c : conditions) {
      sum = sum instanceof Outcome.Reached r ? satisfy(r.draft(), c) : sum;
    }
    return sum;
  }

  Outcome satisfy(ConfigDraft draft, Condition condition) {
    return switch (condition) {
      case Condition.Option o -> option(draft, o);
      case Condition.All a -> all(draft, a.conditions());
      case Condition.Any a -> {
        Outcome best = new Outcome.Refused("none of its ways is open");
        for (Condition c : a.conditions()) {
          best = better(best, satisfy(draft, c));
        }
        yield best;
      }
      case Condition.Not n ->
          n.condition() instanceof Condition.Option o
              ? set(draft, named(draft, o.option()), o.want().acceptsAbsent() ? "y" : "n")
              : given(draft, n);
      default -> given(draft, condition);
    };
  }

  private Outcome given(ConfigDraft draft, Condition condition) {
    return view.test(condition) == Truth.YES
        ? new Outcome.Reached(draft)
        : new Outcome.Refused(condition.words() + " is no matter of the kernel's configuration");
  }

  /** The name by which this kernel knows the option: today's, an earlier or a later one. */
  String named(ConfigDraft draft, OptionName option) {
    OptionHistory.Entry past = view.history().of(option);
    List<OptionName> names = new ArrayList<>(List.of(option));
    names.addAll(past.was());
    names.addAll(past.successors());
    for (OptionName n : names) {
      String bare = ConfigDraft.bare(n.toString());
      if (draft.kconfig().find(bare) >= 0) {
        return bare;
      }
    }
    return ConfigDraft.bare(option.toString());
  }

  private static Outcome set(ConfigDraft draft, String name, String value) {
    return draft.reach(name, value);
  }

  private Outcome option(ConfigDraft draft, Condition.Option leaf) {
    String name = named(draft, leaf.option());
    String now = draft.value(name).orElse("n");
    Want want = leaf.want();
    boolean off = now.equals("n") || now.isEmpty();
    if (!(want instanceof Want.Present) && (off ? want.acceptsAbsent() : want.accepts(now))) {
      return new Outcome.Reached(draft);
    }
    return switch (want) {
      case Want.OneOf o -> {
        Outcome best = new Outcome.Refused("CONFIG_" + name + " can have none of the values");
        for (Want.Equal e : o.values()) {
          best = better(best, set(draft, name, e.value()));
        }
        yield best;
      }
      case Want.Lists l -> set(draft, name, off ? l.member() : now + "," + l.member());
      case Want.Never n -> set(draft, name, without(now, n.patterns()));
      case Want.MaxOf m -> {
        Optional<String> most = draft.value(named(draft, m.option()));
        yield most.isPresent() && !most.get().isEmpty()
            ? set(draft, name, most.get())
            : new Outcome.Refused("this kernel has no " + m.option());
      }
      case Want.Between b -> set(draft, name, nearest(now, b));
      case Want.Present p ->
          draft.written(name) ? new Outcome.Reached(draft) : set(draft, name, "y");
      default -> set(draft, name, want.settable().orElse("y"));
    };
  }

  private static String nearest(String now, Want.Between b) {
    long n = Numbers.find(now).orElse(0L);
    long low = b.low().orElse(Long.MIN_VALUE);
    long high = b.high().orElse(Long.MAX_VALUE);
    return String.valueOf(Math.min(Math.max(n, low), high));
  }

  private static String without(String list, List<Pattern> patterns) {
    return Members.of(list).stream()
        .filter(m -> patterns.stream().noneMatch(p -> p.matcher(m).matches()))
        .reduce((a, b) -> a + "," + b)
        .orElse("");
  }
}
