package dev.plimsoll.kernel.kconfig;

import dev.plimsoll.kernel.kconfig.Expressions.Op;
import dev.plimsoll.kernel.kconfig.Plan.Impossible;
import dev.plimsoll.kernel.kconfig.ReverseIndex.Selector;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds few changes that make an option, or a condition, have a value: walks dependencies, choices,
 * selects and defaults backwards. Of alternatives the shorter is taken, each judged alone, so a
 * plan is small but not always the smallest; what it does is to be checked by a {@link Resolution}.
 * Bounded; not thread-safe.
 */
final class Planner {
  private static final int MAX_STEPS = 20_000;
  private static final int MAX_DEPTH = 24;

  private final Kconfig kconfig;
  private final Expressions x;
  private final Values values;
  private final Evaluator evaluator;
  private final Probes probes;
  private final Set<Long> busy = new HashSet<>();
  private int steps;

  /** What a plan may count on. */
  enum Probes {
    /** Their results are in the configuration, or not known. */
    RECORDED,
    /** {@link Tooling} answers for them. */
    ASSUMED
  }

  Planner(Kconfig kconfig, Values values, Probes probes) {
    this.kconfig = kconfig;
    this.probes = probes;
    this.x = kconfig.expressions();
    this.values = values;
    this.evaluator = new Evaluator(kconfig, values, probes);
  }

  /** Gives {@code symbol} a value: {@code n}, {@code m}, {@code y}, a number or a text. */
  Plan set(int symbol, String value) {
    steps = 0;
    if (!kconfig.type(symbol).logical()) {
      return write(symbol, value);
    }
    return switch (value) {
      case "y" -> raise(symbol, Tristate.Y);
      case "m" -> exactlyM(symbol);
      case "n" -> lower(symbol, Tristate.N);
      default -> impossible(symbol, "is " + kconfig.type(symbol).wire() + ", and takes n, m or y");
    };
  }

  private Plan exactlyM(int symbol) {
    if (kconfig.type(symbol) != OptionType.TRISTATE) {
      return impossible(symbol, "is bool, and cannot be m");
    }
    return values.tri(symbol) == Tristate.Y ? lower(symbol, Tristate.M) : raise(symbol, Tristate.M);
  }

  private Plan impossible(int symbol, String why) {
    return new Impossible(() -> "CONFIG_" + kconfig.name(symbol) + " " + why);
  }

  // --- conditions

  /** Makes the expression at least {@code bound}. */
  private Plan need(int e, Tristate bound) {
    if (evaluator.value(e).surely(bound)) {
      return Plan.NOTHING;
    }
    return switch (x.op(e)) {
      case SYMBOL -> raise(x.left(e), bound);
      case CONSTANT -> new Impossible(() -> "a condition there is always " + kconfig.leaf(e));
      case PROBE -> probe(e, true);
      case NOT -> forbid(x.left(e), bound.not());
      case AND -> {
        Plan left = need(x.left(e), bound);
        yield left instanceof Impossible ? left : left.and(need(x.right(e), bound), kconfig);
      }
      case OR -> {
        Plan left = need(x.left(e), bound);
        yield left.cost() <= 1 ? left : left.orCheaper(need(x.right(e), bound));
      }
      default -> compare(e, true);
    };
  }

  /** Makes the expression at most {@code bound}. */
  private Plan forbid(int e, Tristate bound) {
    if (!evaluator.value(e).maybe(next(bound))) {
      return Plan.NOTHING;
    }
    return switch (x.op(e)) {
      case SYMBOL -> lower(x.left(e), bound);
      case CONSTANT -> new Impossible(() -> "a condition there is always " + kconfig.leaf(e));
      case PROBE -> probe(e, false);
      case NOT -> need(x.left(e), bound.not());
      case AND -> {
        Plan left = forbid(x.left(e), bound);
        yield left.cost() <= 1 ? left : left.orCheaper(forbid(x.right(e), bound));
      }
      case OR -> {
        Plan left = forbid(x.left(e), bound);
        yield left instanceof Impossible ? left : left.and(forbid(x.right(e), bound), kconfig);
      }
      default -> compare(e, false);
    };
  }

  private Plan probe(int e, boolean wanted) {
    return probes == Probes.ASSUMED && Tooling.succeeds(kconfig.leaf(e)) == wanted
        ? Plan.NOTHING
        : new Impossible(() -> "the build machine decides " + kconfig.leaf(e));
  }

  private static Tristate next(Tristate bound) {
    return bound == Tristate.N ? Tristate.M : Tristate.Y;
  }

  /** Makes {@code symbol = constant}, or another comparison, hold or not. */
  private Plan compare(int e, boolean hold) {
    int left = x.left(e);
    int right = x.right(e);
    if (x.op(left) != Op.SYMBOL || !kconfig.isDefined(x.left(left))) {
      return new Impossible(() -> kconfig.words(e) + " cannot be changed");
    }
    int symbol = x.left(left);
    String constant = evaluator.text(right).orElse("");
    boolean equal = x.op(e) == Op.EQUAL && hold || x.op(e) == Op.UNEQUAL && !hold;
    boolean differ = x.op(e) == Op.UNEQUAL && hold || x.op(e) == Op.EQUAL && !hold;
    if (kconfig.type(symbol).logical() && (equal || differ)) {
      if (equal) {
        return switch (constant) {
          case "y" -> raise(symbol, Tristate.Y);
          case "m" -> exactlyM(symbol);
          default -> lower(symbol, Tristate.N);
        };
      }
      return constant.equals("n") ? raise(symbol, Tristate.M) : lower(symbol, Tristate.N);
    }
    boolean atBound =
        hold && (x.op(e) == Op.GREATER_EQUAL || x.op(e) == Op.LESS_EQUAL || x.op(e) == Op.EQUAL);
    return atBound
        ? write(symbol, constant)
        : new Impossible(() -> kconfig.words(e) + " decides, and has no one value");
  }

  /** A number or a text, through its prompt. */
  private Plan write(int symbol, String value) {
    if (values.text(symbol).equals(value)) {
      return Plan.NOTHING;
    }
    Plan shown = shown(symbol, Tristate.M);
    return shown.and(symbol, value, kconfig);
  }

  // --- symbols

  private boolean enter(int symbol, Tristate bound, boolean up) {
    return ++steps <= MAX_STEPS && busy.size() < MAX_DEPTH && busy.add(key(symbol, bound, up));
  }

  private static long key(int symbol, Tristate bound, boolean up) {
    return (long) symbol << 4 | (long) bound.ordinal() << 1 | (up ? 1 : 0);
  }

  private Plan raise(int symbol, Tristate bound) {
    if (values.tri(symbol).surely(bound)) {
      return Plan.NOTHING;
    }
    OptionType type = kconfig.type(symbol);
    if (!type.logical()) {
      return impossible(
          symbol,
          kconfig.isDefined(symbol)
              ? "is no switch"
              : "does not exist for " + kconfig.arch().wire());
    }
    Tristate wanted = type == OptionType.BOOL ? Tristate.Y : bound;
    if (!enter(symbol, bound, true)) {
      return impossible(symbol, "depends on itself, or on too much");
    }
    Plan plan = shown(symbol, bound);
    plan = plan.and(symbol, wanted.wire(), kconfig);
    if (plan instanceof Impossible) {
      Plan byDefault = byDefault(symbol, bound);
      byDefault = byDefault.orCheaper(bySelect(symbol, bound));
      plan = byDefault instanceof Impossible && kconfig.hasPrompt(symbol) ? plan : byDefault;
    }
    busy.remove(key(symbol, bound, true));
    return plan;
  }

  /** Makes one of its prompts be shown, for a value up to {@code bound}. */
  private Plan shown(int symbol, Tristate bound) {
    Plan best = impossible(symbol, "has no prompt: only defaults and selects set it");
    boolean first = true;
    for (Definition d : kconfig.definitions(symbol)) {
      if (!d.hasPrompt()) {
        continue;
      }
      Tristate atLeast = kconfig.type(symbol) == OptionType.TRISTATE ? bound : Tristate.M;
      Plan plan = need(d.depends(), atLeast);
      if (!(plan instanceof Impossible)) {
        plan = plan.and(need(d.promptCondition(), atLeast), kconfig);
      }
      if (!(plan instanceof Impossible) && d.choice() != Definition.NONE) {
        plan = plan.and(need(kconfig.choice(d.choice()).promptCondition(), Tristate.M), kconfig);
      }
      best = first ? plan : best.orCheaper(plan);
      first = false;
    }
    return best;
  }

  private Plan byDefault(int symbol, Tristate bound) {
    Plan best = impossible(symbol, "has no prompt, and no default");
    boolean first = true;
    Tristate atLeast = kconfig.type(symbol) == OptionType.TRISTATE ? bound : Tristate.M;
    for (Definition d : kconfig.definitions(symbol)) {
      for (int i = 0; i < d.defaultCount(); i++) {
        Plan plan = need(d.depends(), atLeast);
        if (!(plan instanceof Impossible)) {
          plan = plan.and(need(d.defaultAt(i).condition(), atLeast), kconfig);
        }
        if (!(plan instanceof Impossible)) {
          plan = plan.and(need(d.defaultAt(i).value(), atLeast), kconfig);
        }
        best = first && plan instanceof Impossible ? plan : best.orCheaper(plan);
        first = false;
      }
    }
    return best;
  }

  private Plan bySelect(int symbol, Tristate bound) {
    List<Selector> selectors = kconfig.reverse().selectors(symbol);
    Plan best =
        impossible(
            symbol,
            selectors.isEmpty() ? "has no prompt and nothing selects it" : "is only selected");
    Tristate atLeast = kconfig.type(symbol) == OptionType.TRISTATE ? bound : Tristate.M;
    for (Selector s : selectors) {
      Plan plan = raise(s.symbol(), atLeast);
      if (plan.cost() < best.cost()) {
        plan = plan.and(need(s.depends(), atLeast), kconfig);
        plan = plan instanceof Impossible ? plan : plan.and(need(s.condition(), atLeast), kconfig);
        best = best.orCheaper(plan);
      }
      if (best.cost() <= 1) {
        break;
      }
    }
    return best;
  }

  private Plan lower(int symbol, Tristate most) {
    Tristate bound = kconfig.type(symbol) == OptionType.BOOL ? Tristate.N : most;
    if (!values.tri(symbol).maybe(next(bound))) {
      return Plan.NOTHING;
    }
    if (!enter(symbol, bound, false)) {
      return impossible(symbol, "depends on itself, or on too much");
    }
    Plan plan = Plan.NOTHING;
    for (Selector s : kconfig.reverse().selectors(symbol)) {
      if (holds(s, bound)) {
        plan = plan.and(unselect(s, bound), kconfig);
      }
    }
    if (!(plan instanceof Impossible)) {
      plan = plan.and(released(symbol, bound), kconfig);
    }
    busy.remove(key(symbol, bound, false));
    return plan;
  }

  private boolean holds(Selector s, Tristate bound) {
    return values
        .tri(s.symbol())
        .and(evaluator.value(s.depends()))
        .and(evaluator.value(s.condition()))
        .maybe(next(bound));
  }

  private Plan unselect(Selector s, Tristate bound) {
    Plan plan = lower(s.symbol(), bound);
    return plan.cost() <= 1 ? plan : plan.orCheaper(forbid(s.condition(), bound));
  }

  /** Once nothing selects it: through its prompt, its choice, or the default that sets it. */
  private Plan released(int symbol, Tristate bound) {
    int choice = kconfig.choiceOf(symbol);
    if (choice != Definition.NONE) {
      return another(symbol, choice);
    }
    boolean shown = false;
    for (Definition d : kconfig.definitions(symbol)) {
      shown |=
          d.hasPrompt()
              && evaluator
                  .value(d.depends())
                  .and(evaluator.value(d.promptCondition()))
                  .maybe(Tristate.M);
    }
    if (shown) {
      return Plan.NOTHING.and(symbol, bound.wire(), kconfig);
    }
    Plan best =
        kconfig.hasPrompt(symbol)
            ? shown(symbol, Tristate.M).and(symbol, bound.wire(), kconfig)
            : impossible(symbol, "has no prompt, and its default is on");
    Plan off = Plan.NOTHING;
    boolean on = false;
    for (Definition d : kconfig.definitions(symbol)) {
      for (int i = 0; i < d.defaultCount(); i++) {
        Definition.Entry e = d.defaultAt(i);
        Tristate value =
            evaluator
                .value(d.depends())
                .and(evaluator.value(e.condition()))
                .and(evaluator.value(e.value()));
        if (value.maybe(next(bound))) {
          on = true;
          off =
              off.and(
                  forbid(e.value(), bound)
                      .orCheaper(forbid(e.condition(), bound))
                      .orCheaper(forbid(d.depends(), bound)),
                  kconfig);
        }
      }
    }
    return on ? off.orCheaper(best) : Plan.NOTHING;
  }

  /** Of a choice another member must be y, so that this one is not. */
  private Plan another(int symbol, int choice) {
    Choice c = kconfig.choice(choice);
    if (c.optional()) {
      return Plan.NOTHING.and(symbol, "n", kconfig);
    }
    Optional<Integer> first = Optional.empty();
    for (int i = 0; i < c.defaultCount() && first.isEmpty(); i++) {
      int d = c.defaultAt(i).value();
      boolean holds = evaluator.value(c.defaultAt(i).condition()).maybe(Tristate.M);
      first = holds && d != symbol && visible(d) ? Optional.of(d) : first;
    }
    for (int m : kconfig.members(choice)) {
      first = first.isEmpty() && m != symbol && visible(m) ? Optional.of(m) : first;
    }
    return first.isPresent()
        ? Plan.NOTHING.and(first.get(), "y", kconfig)
        : impossible(symbol, "is the only member of its choice that can be chosen");
  }

  private boolean visible(int symbol) {
    for (Definition d : kconfig.definitions(symbol)) {
      if (d.hasPrompt()
          && evaluator
              .value(d.depends())
              .and(evaluator.value(d.promptCondition()))
              .maybe(Tristate.M)) {
        return true;
      }
    }
    return false;
  }
}
