package dev.plimsoll.kernel.kconfig;

import dev.plimsoll.kernel.kconfig.Expressions.Op;
import dev.plimsoll.kernel.kconfig.ReverseIndex.Selector;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The configuration that Kconfig makes of what it is given ({@code make olddefconfig};
 * scripts/kconfig/symbol.c, sym_calc_value). Computed as asked for; not thread-safe.
 */
final class Resolution implements Values {
  private static final byte FRESH = 0;
  private static final byte BUSY = 1;
  private static final byte DONE = 2;

  private final Kconfig kconfig;
  private final UserValues user;
  private final Expressions x;
  private final Evaluator evaluator;

  /** Takes no probe for answered: which values hang on one. */
  private final Evaluator recorded;

  private final ReverseIndex reverse;
  private final byte[] states;
  private final Tristate[] tris;
  private final String[] texts;
  private final Tristate[] visible;
  private final boolean[] written;
  private final boolean[] choiceDone;
  private final int modules;

  Resolution(UserValues user) {
    this.kconfig = user.kconfig();
    this.user = user;
    this.x = kconfig.expressions();
    this.reverse = kconfig.reverse();
    this.evaluator = new Evaluator(kconfig, this, user.probes());
    this.recorded = new Evaluator(kconfig, this);
    int n = kconfig.size();
    this.states = new byte[n];
    this.tris = new Tristate[n];
    this.texts = new String[n];
    this.visible = new Tristate[n];
    this.written = new boolean[n];
    this.choiceDone = new boolean[kconfig.table().choices().length];
    Arrays.fill(tris, Tristate.N);
    Arrays.fill(visible, Tristate.N);
    Arrays.fill(texts, "");
    this.modules = kconfig.modules();
  }

  @Override
  public Tristate tri(int symbol) {
    if (!kconfig.type(symbol).logical()) {
      return Tristate.N;
    }
    calculate(symbol);
    return tris[symbol];
  }

  @Override
  public String text(int symbol) {
    OptionType type = kconfig.type(symbol);
    if (type == OptionType.UNKNOWN) {
      return kconfig.name(symbol);
    }
    calculate(symbol);
    return type.logical() ? tris[symbol].wire() : texts[symbol];
  }

  /** How far the user may raise it: n when no prompt is shown. */
  Tristate visible(int symbol) {
    calculate(symbol);
    return visible[symbol];
  }

  /** Whether the configuration has a line for it. */
  boolean written(int symbol) {
    calculate(symbol);
    return written[symbol];
  }

  Tristate value(int expression) {
    return evaluator.value(expression);
  }

  private boolean modulesOn() {
    return modules >= 0 && tri(modules) != Tristate.N;
  }

  /** A tristate is a bool when there are no modules. */
  private OptionType type(int symbol) {
    OptionType type = kconfig.type(symbol);
    return type == OptionType.TRISTATE && symbol != modules && !modulesOn()
        ? OptionType.BOOL
        : type;
  }

  private void calculate(int s) {
    if (states[s] != FRESH) {
      return; // done, or asked for by its own dependencies: what it has so far counts, as in C
    }
    states[s] = BUSY;
    Definition[] definitions = kconfig.definitions(s);
    OptionType type = definitions.length == 0 ? OptionType.UNKNOWN : type(s);
    if (type == OptionType.UNKNOWN) {
      texts[s] = kconfig.name(s);
      states[s] = DONE;
      return;
    }
    texts[s] = type == OptionType.INT ? "0" : type == OptionType.HEX ? "0x0" : "";
    if (transitional(definitions)) {
      takeTransitional(s, type);
      states[s] = DONE;
      return;
    }
    visible[s] = visibility(s, definitions, type);
    written[s] = visible[s] != Tristate.N;
    if (type.logical()) {
      tris[s] = logical(s, definitions, type);
    } else {
      texts[s] = inRange(textual(s, definitions), definitions, type);
    }
    states[s] = DONE;
  }

  private static boolean transitional(Definition[] definitions) {
    for (Definition d : definitions) {
      if (d.transitional()) {
        return true;
      }
    }
    return false;
  }

  /** A transitional symbol is read for the sake of its successor, and not written again. */
  private void takeTransitional(int s, OptionType type) {
    Optional<String> value = user.of(s);
    if (value.isPresent()) {
      if (type.logical()) {
        tris[s] = UserValues.tri(value.get());
      } else {
        texts[s] = value.get();
      }
    }
  }

  // --- bool and tristate

  private Tristate visibility(int s, Definition[] definitions, OptionType type) {
    Tristate sum = Tristate.N;
    for (Definition d : definitions) {
      if (d.hasPrompt() && sum != Tristate.Y) {
        Tristate t = evaluator.value(d.depends());
        t = t == Tristate.N ? t : t.and(evaluator.value(d.promptCondition()));
        if (t != Tristate.N && d.choice() != Definition.NONE) {
          Choice c = kconfig.choice(d.choice());
          t = t.and(evaluator.value(c.promptCondition()));
        }
        sum = sum.or(t);
      }
    }
    if (sum.unknown()) {
      sum = user.probedVisibility(s, sum);
    }
    return type == OptionType.TRISTATE ? sum : sum.promoted();
  }

  private Tristate logical(int s, Definition[] definitions, OptionType type) {
    int choice = kconfig.choiceOf(s);
    if (choice != Definition.NONE && visible[s] != Tristate.N) {
      choose(choice);
      return tris[s];
    }
    Tristate selected = reverse(s, reverse.selectors(s), type);
    written[s] |= selected != Tristate.N;
    Optional<String> asked = visible[s] == Tristate.N ? Optional.empty() : user.of(s);
    Tristate value =
        asked.isPresent()
            ? UserValues.tri(asked.get()).and(visible[s])
            : unasked(s, definitions, type);
    value = value.or(selected);
    return type == OptionType.BOOL ? value.promoted() : value;
  }

  private Tristate unasked(int s, Definition[] definitions, OptionType type) {
    Tristate value = Tristate.N;
    Optional<Default> found = firstDefault(s, definitions);
    if (found.isPresent()) {
      int e = found.get().value();
      value = recorded.value(e).and(found.get().condition());
      if (value.unknown()) {
        value =
            user.stated(s)
                .map(UserValues::tri)
                .orElseGet(() -> user.probed(evaluator.value(e).and(found.get().condition())));
      }
      written[s] |= value != Tristate.N;
    }
    Tristate implied = reverse(s, reverse.impliers(s), type);
    if (implied != Tristate.N) {
      written[s] = true;
      Tristate direct = Tristate.N;
      for (Definition d : definitions) {
        direct = direct.or(evaluator.value(d.depends()));
      }
      direct = type == OptionType.BOOL ? direct.promoted() : direct;
      value = value.or(implied).and(direct.unknown() ? direct.most() : direct);
    }
    return value;
  }

  private record Default(int value, Tristate condition) {}

  /** The first default whose condition holds; with a probe in doubt, its recorded result counts. */
  private Optional<Default> firstDefault(int s, Definition[] definitions) {
    for (Definition d : definitions) {
      if (d.defaultCount() == 0) {
        continue;
      }
      Tristate depends = evaluator.value(d.depends());
      for (int i = 0; i < d.defaultCount() && depends != Tristate.N; i++) {
        Definition.Entry e = d.defaultAt(i);
        Tristate t = depends.and(evaluator.value(e.condition()));
        if (t.unknown()) {
          t = user.probedVisibility(s, t);
        }
        if (t != Tristate.N) {
          return Optional.of(new Default(e.value(), t));
        }
      }
    }
    return Optional.empty();
  }

  private Tristate reverse(int s, List<Selector> by, OptionType type) {
    Tristate sum = Tristate.N;
    for (Selector r : by) {
      Tristate t = tri(r.symbol());
      if (t != Tristate.N) {
        t = t.and(evaluator.value(r.depends())).and(evaluator.value(r.condition()));
        sum = sum.or(t.unknown() ? user.probedVisibility(s, t) : t);
      }
      if (sum == Tristate.Y) {
        break;
      }
    }
    return type == OptionType.BOOL ? sum.promoted() : sum;
  }

  // --- choices

  private void choose(int number) {
    if (choiceDone[number]) {
      return;
    }
    choiceDone[number] = true;
    List<Integer> members = kconfig.members(number);
    for (int m : members) {
      if (states[m] == FRESH) {
        states[m] = BUSY;
        Definition[] definitions = kconfig.definitions(m);
        visible[m] = visibility(m, definitions, type(m));
        written[m] = visible[m] != Tristate.N;
        states[m] = DONE;
      }
    }
    Optional<Integer> chosen = chosen(number, members);
    Choice c = kconfig.choice(number);
    boolean several = c.type() == OptionType.TRISTATE && modulesOn() && chosenBy(members).isEmpty();
    for (int m : members) {
      if (visible[m] != Tristate.N) {
        boolean it = chosen.isPresent() && chosen.get() == m;
        tris[m] =
            several
                ? user.of(m).map(UserValues::tri).orElse(Tristate.N).and(visible[m])
                : Tristate.of(it);
      }
    }
  }

  /** The member that the user set to y: a change before a line, the last line before others. */
  private Optional<Integer> chosenBy(List<Integer> members) {
    for (int m : members) {
      if (visible[m] != Tristate.N && user.change(m).equals(Optional.of("y"))) {
        return Optional.of(m);
      }
    }
    Optional<Integer> last = Optional.empty();
    for (int m : members) {
      boolean asked = visible[m] != Tristate.N && user.of(m).equals(Optional.of("y"));
      if (asked && (last.isEmpty() || user.place(m) > user.place(last.get()))) {
        last = Optional.of(m);
      }
    }
    return last;
  }

  private Optional<Integer> chosen(int number, List<Integer> members) {
    Optional<Integer> byUser = chosenBy(members);
    if (byUser.isPresent()) {
      return byUser;
    }
    Choice c = kconfig.choice(number);
    if (c.optional()) {
      return Optional.empty();
    }
    Optional<Integer> byDefault = defaultOf(c, members);
    if (byDefault.isPresent() && !off(byDefault.get())) {
      return byDefault;
    }
    Optional<Integer> last = Optional.empty();
    for (int m : members) {
      if (visible[m] != Tristate.N) {
        if (user.of(m).isEmpty()) {
          return Optional.of(m);
        }
        last = Optional.of(m);
      }
    }
    return last;
  }

  private boolean off(int symbol) {
    return user.of(symbol).equals(Optional.of("n"));
  }

  private Optional<Integer> defaultOf(Choice c, List<Integer> members) {
    Tristate depends = evaluator.value(c.depends());
    for (int i = 0; i < c.defaultCount(); i++) {
      Definition.Entry e = c.defaultAt(i);
      boolean holds = depends.and(evaluator.value(e.condition())).maybe(Tristate.M);
      if (holds && visible[e.value()] != Tristate.N) {
        return Optional.of(e.value());
      }
    }
    return members.stream().filter(m -> visible[m] != Tristate.N).findFirst();
  }

  // --- int, hex, string

  private String textual(int s, Definition[] definitions) {
    Optional<String> asked = visible[s] == Tristate.N ? Optional.empty() : user.of(s);
    if (asked.isPresent()) {
      return asked.get();
    }
    Optional<Default> found = firstDefault(s, definitions);
    if (found.isEmpty()) {
      return texts[s];
    }
    written[s] = true;
    int value = found.get().value();
    if (x.op(value) == Op.PROBE) {
      return user.probedText(s);
    }
    return x.op(value).leaf() ? evaluator.text(value).orElse("") : texts[s];
  }

  private String inRange(String value, Definition[] definitions, OptionType type) {
    if (type == OptionType.STRING) {
      return value;
    }
    for (Definition d : definitions) {
      for (int i = 0; i < d.rangeCount(); i++) {
        Definition.Range r = d.rangeAt(i);
        Tristate holds = evaluator.value(d.depends()).and(evaluator.value(r.condition()));
        if (holds.maybe(Tristate.M)) {
          return clamped(value, r, type);
        }
      }
    }
    return value;
  }

  private String clamped(String value, Definition.Range r, OptionType type) {
    String low = evaluator.text(r.low()).orElse(value);
    String high = evaluator.text(r.high()).orElse(value);
    OptionalLong n = Comparison.number(value, type);
    OptionalLong l = Comparison.number(low, type);
    OptionalLong h = Comparison.number(high, type);
    if (n.isEmpty() || (l.isPresent() && n.getAsLong() < l.getAsLong())) {
      return low;
    }
    return h.isPresent() && n.getAsLong() > h.getAsLong() ? high : value;
  }
}
