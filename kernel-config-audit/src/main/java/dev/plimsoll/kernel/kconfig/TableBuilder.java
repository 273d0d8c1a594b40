package dev.plimsoll.kernel.kconfig;

import dev.plimsoll.kernel.kconfig.Expressions.Op;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Collects what the parser reads, architecture after architecture, into one {@link SymbolTable}.
 * What several architectures share is kept once. Not thread-safe.
 */
final class TableBuilder {
  private final String version;
  private final Set<KconfigArch> archs = EnumSet.noneOf(KconfigArch.class);
  private final Pool names = new Pool();
  private final Pool texts = new Pool();
  private final Pool prompts = new Pool();
  private final ExpressionPool expressions = new ExpressionPool(texts.number("y"));
  private final List<List<Definition>> definitions = new ArrayList<>();
  private final List<Choice> choices = new ArrayList<>();
  private final Map<Integer, List<Integer>> choicesByLine = new HashMap<>();
  private KconfigArch arch = KconfigArch.X86;
  private int[] cursors = new int[0];
  private int count;

  TableBuilder(String version) {
    this.version = version;
  }

  /** Strings that get numbers in the order in which they come. */
  private static final class Pool {
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> strings = new ArrayList<>();

    int number(String s) {
      return numbers.computeIfAbsent(
          s,
          k -> {
            strings.add(k);
            return strings.size() - 1;
          });
    }
  }

  /** What is added from now on is for {@code next}. */
  void begin(KconfigArch next) {
    arch = next;
    archs.add(next);
    cursors = new int[definitions.size()];
    count = 0;
  }

  ExpressionPool expressions() {
    return expressions;
  }

  int symbol(String name) {
    return names.number(name);
  }

  int text(String text) {
    return texts.number(text);
  }

  int prompt(String text) {
    return prompts.number(text);
  }

  int symbolExpression(String name) {
    return expressions.add(Op.SYMBOL, symbol(name), 0);
  }

  /** How many definitions this architecture has so far. */
  int count() {
    return count;
  }

  /** Definitions of a symbol keep their order, for the first default that holds wins. */
  void define(int symbol, int[] data) {
    count++;
    while (definitions.size() <= symbol) {
      definitions.add(new ArrayList<>(1));
    }
    if (cursors.length <= symbol) {
      cursors = java.util.Arrays.copyOf(cursors, Math.max(symbol + 1, cursors.length * 2));
    }
    Definition fresh = new Definition(data, arch.bit());
    List<Definition> known = definitions.get(symbol);
    for (int i = cursors[symbol]; i < known.size(); i++) {
      if (known.get(i).sameAs(fresh) && !known.get(i).of(arch)) {
        known.set(i, known.get(i).also(arch.bit()));
        cursors[symbol] = i + 1;
        return;
      }
    }
    known.add(cursors[symbol]++, fresh);
  }

  /** Number of the choice. */
  int choose(int[] data) {
    Choice fresh = new Choice(data, arch.bit());
    List<Integer> there = choicesByLine.computeIfAbsent(fresh.line(), k -> new ArrayList<>(1));
    for (int number : there) {
      Choice old = choices.get(number);
      if (old.sameAs(fresh) && (old.archs() & arch.bit()) == 0) {
        choices.set(number, old.also(arch.bit()));
        return number;
      }
    }
    choices.add(fresh);
    there.add(choices.size() - 1);
    return choices.size() - 1;
  }

  SymbolTable build() {
    Definition[][] all = new Definition[names.strings.size()][];
    for (int i = 0; i < all.length; i++) {
      all[i] =
          i < definitions.size()
              ? definitions.get(i).toArray(new Definition[0])
              : new Definition[0];
    }
    TextTable promptTable = TextTable.of(prompts.strings);
    return new SymbolTable(
        version,
        archs,
        new NameTable(TextTable.of(names.strings)),
        TextTable.of(texts.strings),
        () -> promptTable,
        expressions.frozen(),
        all,
        choices.toArray(new Choice[0]));
  }
}
