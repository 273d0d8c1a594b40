package dev.plimsoll.kernel.kconfig;

import dev.plimsoll.kernel.config.KernelConfig;
import dev.plimsoll.kernel.kconfig.Expressions.Op;
import dev.plimsoll.kernel.kconfig.ReverseIndex.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Says of one finished configuration what decides its options, and what it would take to change
 * them. Fast enough to be asked about every finding of an audit. Not thread-safe.
 */
public final class OptionOracle {
  private static final int MAX_NAMED = 4;

  private final Kconfig kconfig;
  private final Values values;
  private final Evaluator evaluator;

  public OptionOracle(Kconfig kconfig, KernelConfig config) {
    this(kconfig, new ConfigValues(kconfig, config));
  }

  OptionOracle(Kconfig kconfig, Values values) {
    this.kconfig = kconfig;
    this.values = values;
    this.evaluator = new Evaluator(kconfig, values);
  }

  public Kconfig kconfig() {
    return kconfig;
  }

  private Kconfig.Named named(String name) {
    return new Kconfig.Named(name, kconfig.find(name));
  }

  /**
   * @param name without CONFIG_
   * @param wanted {@code n}, {@code m}, {@code y}, a number or a text
   */
  public Decision decide(String name, String wanted) {
    return decide(named(name), wanted);
  }

  /** The same, of an option that {@link Kconfig#named} found. */
  public Decision decide(Kconfig.Named option, String wanted) {
    int symbol = option.symbol();
    if (symbol < 0) {
      return new Decision.Missing(kconfig.table().archsOf(option.name()));
    }
    if (transitional(symbol)) {
      return new Decision.Transitional(successors(option));
    }
    if (!kconfig.type(symbol).logical()) {
      return textual(symbol, wanted);
    }
    return switch (wanted) {
      case "y", "m" -> on(symbol, wanted.equals("y") ? Tristate.Y : Tristate.M);
      case "n" -> off(symbol);
      default ->
          new Decision.Blocked("it is " + kconfig.type(symbol).wire() + ", and takes n, m or y");
    };
  }

  private boolean transitional(int symbol) {
    for (Definition d : kconfig.definitions(symbol)) {
      if (d.transitional()) {
        return true;
      }
    }
    return false;
  }

  /** Of a transitional option, those one of whose defaults it is; of any other none. */
  public List<String> successors(Kconfig.Named option) {
    int symbol = option.symbol();
    if (symbol < 0 || !transitional(symbol)) {
      return List.of();
    }
    List<String> found = new ArrayList<>();
    Expressions x = kconfig.expressions();
    for (int s = 0; s < kconfig.size(); s++) {
      for (Definition d : kconfig.definitions(s)) {
        for (int i = 0; i < d.defaultCount(); i++) {
          int value = d.defaultAt(i).value();
          if (x.op(value) == Op.SYMBOL && x.left(value) == symbol && !found.contains(name(s))) {
            found.add(name(s));
          }
        }
      }
    }
    return found;
  }

  private String name(int symbol) {
    return kconfig.name(symbol);
  }

  // --- switching on

  private Decision on(int symbol, Tristate wanted) {
    if (wanted == Tristate.M && kconfig.type(symbol) == OptionType.BOOL) {
      return new Decision.Blocked("it is bool, and cannot be m");
    }
    return unmet(symbol, wanted).<Decision>map(Decision.Blocked::new).orElseGet(Decision.Open::new);
  }

  /** Why no prompt of it is shown for {@code wanted}; empty when one is. */
  private Optional<String> unmet(int symbol, Tristate wanted) {
    Tristate atLeast = kconfig.type(symbol) == OptionType.TRISTATE ? wanted : Tristate.M;
    Optional<String> first = Optional.empty();
    for (Definition d : kconfig.definitions(symbol)) {
      if (!d.hasPrompt()) {
        continue;
      }
      Optional<String> why = conditions(d, atLeast);
      if (why.isEmpty()) {
        return why;
      }
      first = first.isEmpty() ? why : first;
    }
    return first.or(() -> Optional.of(noPrompt(symbol)));
  }

  private Optional<String> conditions(Definition d, Tristate atLeast) {
    Optional<String> why =
        Unmet.first(kconfig, evaluator, d.depends(), atLeast).map(u -> "it depends on " + u);
    if (why.isEmpty()) {
      why =
          Unmet.first(kconfig, evaluator, d.promptCondition(), atLeast)
              .map(u -> "it can be set only with " + u);
    }
    if (why.isEmpty() && d.choice() != Definition.NONE) {
      why =
          Unmet.first(kconfig, evaluator, kconfig.choice(d.choice()).promptCondition(), Tristate.M)
              .map(u -> "its choice depends on " + u);
    }
    return why;
  }

  private String noPrompt(int symbol) {
    List<Selector> by = kconfig.reverse().selectors(symbol);
    Optional<String> depends = Optional.empty();
    for (Definition d : kconfig.definitions(symbol)) {
      depends =
          depends.isEmpty() && d.defaultCount() > 0
              ? Unmet.first(kconfig, evaluator, d.depends(), Tristate.M)
              : depends;
    }
    if (depends.isPresent()) {
      return "it has no prompt, and depends on " + depends.get();
    }
    return by.isEmpty()
        ? "it has no prompt: its default decides"
        : "it has no prompt: only a select sets it, by " + names(by);
  }

  /** The first few selectors by name, and how many more there are. */
  private String names(List<Selector> by) {
    StringBuilder out = new StringBuilder();
    int count = 0;
    for (int i = 0; i < by.size(); i++) {
      if (isRepeated(by, i)) {
        continue;
      }
      if (count < MAX_NAMED) {
        out.append(count == 0 ? "" : ", ").append(kconfig.name(by.get(i).symbol()));
      }
      count++;
    }
    return count > MAX_NAMED ? out + " and " + (count - MAX_NAMED) + " more" : out.toString();
  }

  private static boolean isRepeated(List<Selector> by, int at) {
    for (int i = 0; i < at; i++) {
      if (by.get(i).symbol() == by.get(at).symbol()) {
        return true;
      }
    }
    return false;
  }

  // --- switching off

  private Decision off(int symbol) {
    List<Selector> by = selecting(symbol);
    if (!by.isEmpty()) {
      return new Decision.Blocked("it is selected by " + names(by));
    }
    if (values.tri(symbol) == Tristate.N) {
      return new Decision.Open();
    }
    boolean shown = unmet(symbol, Tristate.M).isEmpty();
    return shown
        ? new Decision.Open()
        : new Decision.Blocked(
            kconfig.hasPrompt(symbol)
                ? "its default is on, and its prompt is not shown: "
                    + unmet(symbol, Tristate.M).orElse("")
                : "it has no prompt, and its default is on");
  }

  private List<Selector> selecting(int symbol) {
    List<Selector> by = new ArrayList<>();
    for (Selector s : kconfig.reverse().selectors(symbol)) {
      Tristate t = values.tri(s.symbol());
      if (t != Tristate.N
          && t.and(evaluator.value(s.depends()))
              .and(evaluator.value(s.condition()))
              .surely(Tristate.M)) {
        by.add(s);
      }
    }
    return by;
  }

  // --- numbers and texts

  private Decision textual(int symbol, String wanted) {
    Optional<String> unmet = unmet(symbol, Tristate.M);
    if (unmet.isPresent()) {
      return new Decision.Blocked(unmet.get());
    }
    return outOfRange(symbol, wanted)
        .<Decision>map(Decision.Blocked::new)
        .orElseGet(Decision.Open::new);
  }

  private Optional<String> outOfRange(int symbol, String wanted) {
    OptionType type = kconfig.type(symbol);
    if (type == OptionType.STRING || Comparison.number(wanted, type).isEmpty()) {
      return Optional.empty();
    }
    for (Definition d : kconfig.definitions(symbol)) {
      for (int i = 0; i < d.rangeCount(); i++) {
        Definition.Range r = d.rangeAt(i);
        if (evaluator.value(d.depends()).and(evaluator.value(r.condition())).maybe(Tristate.M)) {
          String low = evaluator.text(r.low()).orElse(wanted);
          String high = evaluator.text(r.high()).orElse(wanted);
          boolean inside =
              Comparison.compare(wanted, type, low, type) >= 0
                  && Comparison.compare(wanted, type, high, type) <= 0;
          return inside
              ? Optional.empty()
              : Optional.of("its range here is " + low + " to " + high);
        }
      }
    }
    return Optional.empty();
  }

  // --- defaults and plans

  /**
   * What the option would be without a line: the first default whose condition holds.
   *
   * @return n, m, y, a number or a text; empty when it hangs on a probe, or there is no such option
   */
  public Optional<String> defaultOf(String name) {
    return defaultOf(named(name));
  }

  /** The same, of an option that {@link Kconfig#named} found. */
  public Optional<String> defaultOf(Kconfig.Named option) {
    int symbol = option.symbol();
    if (symbol < 0) {
      return Optional.empty();
    }
    boolean logical = kconfig.type(symbol).logical();
    for (Definition d : kconfig.definitions(symbol)) {
      Tristate depends = evaluator.value(d.depends());
      for (int i = 0; i < d.defaultCount() && depends != Tristate.N; i++) {
        Definition.Entry e = d.defaultAt(i);
        Tristate t = depends.and(evaluator.value(e.condition()));
        if (t == Tristate.N) {
          continue;
        }
        if (!logical) {
          return kconfig.expressions().op(e.value()).leaf()
              ? evaluator.text(e.value())
              : Optional.empty();
        }
        Tristate v = t.and(evaluator.value(e.value()));
        Tristate shown = kconfig.type(symbol) == OptionType.BOOL ? v.promoted() : v;
        return shown.unknown() ? Optional.empty() : Optional.of(shown.wire());
      }
    }
    return logical ? Optional.of("n") : Optional.of("");
  }

  /**
   * What it takes.
   *
   * @param changes that give the option its value, those that it depends on first; not checked
   * @param impossible why there is no way, or none that was found; in words after "because "
   */
  public record Advice(List<Change> changes, Optional<String> impossible) {
    public Advice {
      changes = List.copyOf(changes);
    }
  }

  /**
   * @param name without CONFIG_
   * @param wanted {@code n}, {@code m}, {@code y}, a number or a text
   */
  public Advice advise(String name, String wanted) {
    return advise(named(name), wanted);
  }

  /** The same, of an option that {@link Kconfig#named} found. */
  public Advice advise(Kconfig.Named option, String wanted) {
    int symbol = option.symbol();
    if (symbol < 0) {
      return new Advice(List.of(), Optional.of("there is no such option"));
    }
    return switch (new Planner(kconfig, values, Planner.Probes.RECORDED).set(symbol, wanted)) {
      case Plan.Changes c -> new Advice(changes(kconfig, c.values(), symbol), Optional.empty());
      case Plan.Impossible i -> new Advice(List.of(), Optional.of(i.reason()));
    };
  }

  /** The changes in an order to read: what was asked for comes last. */
  static List<Change> changes(Kconfig kconfig, Map<Integer, String> values, int last) {
    List<Change> changes = new ArrayList<>();
    values.forEach(
        (s, v) -> {
          if (s != last) {
            changes.add(new Change(kconfig.name(s), v, kconfig.type(s)));
          }
        });
    changes.sort(java.util.Comparator.comparing(Change::name));
    String own = values.getOrDefault(last, "");
    if (values.containsKey(last)) {
      changes.add(new Change(kconfig.name(last), own, kconfig.type(last)));
    }
    return changes;
  }
}
