package dev.plimsoll.kernel.kconfig;

import dev.plimsoll.kernel.config.OptionName;
import dev.plimsoll.kernel.kconfig.Expressions.Op;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The options of one kernel release on one architecture. Symbols are numbers; {@link #find} gives
 * them. Immutable and thread-safe.
 */
public final class Kconfig {
  private static final Definition[] NO_DEFINITIONS = {};
  private static final int MAX_ASKED = 8192;

  private final SymbolTable table;
  private final KconfigArch arch;
  private final Definition[][] definitions;
  private final OptionType[] types;
  private final OptionName[] options;
  private final String[] names;
  private final List<List<Integer>> members;
  private final int modules;

  /** Of names that were asked for; full of other names, it only helps less. */
  private final Map<String, Named> asked = new ConcurrentHashMap<>();

  private volatile Optional<ReverseIndex> reverse = Optional.empty();

  /**
   * @param name without CONFIG_
   * @param symbol its number, or -1 when this architecture does not define it
   */
  public record Named(String name, int symbol) {}

  Kconfig(SymbolTable table, KconfigArch arch) {
    this.table = table;
    this.arch = arch;
    int n = table.names().size();
    this.definitions = new Definition[n][];
    this.types = new OptionType[n];
    this.options = new OptionName[n];
    this.names = new String[n];
    this.members = new ArrayList<>();
    for (int c = 0; c < table.choices().length; c++) {
      members.add(new ArrayList<>(0));
    }
    int modulesSymbol = -1;
    for (int s = 0; s < n; s++) {
      definitions[s] = filtered(table.definitions(s));
      types[s] = OptionType.UNKNOWN;
      for (Definition d : definitions[s]) {
        types[s] = types[s] == OptionType.UNKNOWN ? d.type() : types[s];
        modulesSymbol = d.modules() ? s : modulesSymbol;
        if (d.choice() != Definition.NONE && !members.get(d.choice()).contains(s)) {
          members.get(d.choice()).add(s);
        }
      }
    }
    this.modules = modulesSymbol;
    // in the order of the file, for the first visible member is the default
    for (List<Integer> m : members) {
      m.sort(java.util.Comparator.comparingInt(s -> definitions[s][0].line()));
    }
  }

  private Definition[] filtered(Definition[] all) {
    int count = 0;
    for (Definition d : all) {
      count += d.of(arch) ? 1 : 0;
    }
    if (count == all.length) {
      return all;
    }
    return count == 0
        ? NO_DEFINITIONS
        : Arrays.stream(all).filter(d -> d.of(arch)).toArray(Definition[]::new);
  }

  public SymbolTable table() {
    return table;
  }

  public KconfigArch arch() {
    return arch;
  }

  /**
   * @param name without CONFIG_
   * @return its number, or -1 when this architecture does not define it
   */
  public int find(String name) {
    int symbol = table.names().find(name);
    return symbol >= 0 && definitions[symbol].length > 0 ? symbol : -1;
  }

  /** The same, of a name with CONFIG_; what rules ask for again and again is found at once. */
  public Named named(OptionName option) {
    Named known = asked.get(option.toString());
    if (known == null) {
      String name = option.toString().substring(OptionName.PREFIX.length());
      known = new Named(name, find(name));
      if (asked.size() < MAX_ASKED) {
        asked.put(option.toString(), known);
      }
    }
    return known;
  }

  /** How many numbers there are; some are of symbols that are only mentioned. */
  public int size() {
    return definitions.length;
  }

  /** How many symbols are defined. */
  public int defined() {
    return (int) Arrays.stream(definitions).filter(d -> d.length > 0).count();
  }

  public String name(int symbol) {
    String known = names[symbol];
    if (known == null) {
      known = table.names().get(symbol);
      names[symbol] = known;
    }
    return known;
  }

  /** With CONFIG_, ready for look-ups in a configuration. */
  public OptionName option(int symbol) {
    OptionName known = options[symbol];
    if (known == null) {
      known = OptionName.of(name(symbol));
      options[symbol] = known;
    }
    return known;
  }

  public OptionType type(int symbol) {
    return types[symbol];
  }

  public boolean isDefined(int symbol) {
    return definitions[symbol].length > 0;
  }

  /** Whether any entry of it has a prompt: without one, only defaults and selects set it. */
  public boolean hasPrompt(int symbol) {
    for (Definition d : definitions[symbol]) {
      if (d.hasPrompt()) {
        return true;
      }
    }
    return false;
  }

  /** The text of its first prompt. */
  public Optional<String> prompt(int symbol) {
    for (Definition d : definitions[symbol]) {
      if (d.hasPrompt()) {
        return Optional.of(table.prompts().get(d.prompt()));
      }
    }
    return Optional.empty();
  }

  /** {@code file:line} of each entry. */
  public List<String> places(int symbol) {
    return Arrays.stream(definitions[symbol])
        .map(d -> table.texts().get(d.file()) + ":" + d.line())
        .toList();
  }

  Definition[] definitions(int symbol) {
    return definitions[symbol];
  }

  /** The symbol that says whether there are modules, or -1. */
  int modules() {
    return modules;
  }

  Choice choice(int number) {
    return table.choices()[number];
  }

  List<Integer> members(int choice) {
    return members.get(choice);
  }

  /** The choice that a symbol's first prompt stands in, or {@link Definition#NONE}. */
  int choiceOf(int symbol) {
    for (Definition d : definitions[symbol]) {
      if (d.choice() != Definition.NONE) {
        return d.choice();
      }
    }
    return Definition.NONE;
  }

  Expressions expressions() {
    return table.expressions();
  }

  ReverseIndex reverse() {
    Optional<ReverseIndex> r = reverse;
    if (r.isEmpty()) {
      r = Optional.of(new ReverseIndex(this));
      reverse = r;
    }
    return r.get();
  }

  /** An expression as Kconfig writes it. */
  String words(int expression) {
    return new ExpressionWords(this).of(expression);
  }

  /** The text of a constant or probe, or the name of a symbol. */
  String leaf(int expression) {
    Expressions e = expressions();
    return e.op(expression) == Op.SYMBOL
        ? name(e.left(expression))
        : table.texts().get(e.left(expression));
  }
}
