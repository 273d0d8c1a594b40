package dev.plimsoll.kernel.kconfig;

import dev.plimsoll.kernel.kconfig.Line.Token;
import java.util.ArrayList;
import java.util.List;

/** The {@code config} or {@code choice} entry that is being read. Not thread-safe. */
final class Entry {
  final boolean choice;
  final Line start;
  final Token name;
  final int symbol;
  OptionType type = OptionType.UNKNOWN;
  int flags;
  int depends = Expressions.ALWAYS;
  int prompt = Definition.NONE;
  int promptCondition = Expressions.ALWAYS;
  final List<Integer> defaults = new ArrayList<>(4);
  final List<Integer> selects = new ArrayList<>(4);
  final List<Integer> implies = new ArrayList<>(0);
  final List<Integer> ranges = new ArrayList<>(0);

  /**
   * @param symbol the symbol's number; of no meaning for a choice
   */
  Entry(boolean choice, Line start, Token name, int symbol) {
    this.choice = choice;
    this.start = start;
    this.name = name;
    this.symbol = symbol;
  }

  /** Layout of {@link Definition}. */
  int[] definition(int file, int allDepends, int visible, int inChoice) {
    int[] data =
        new int
            [Definition.HEAD
                + 4
                + defaults.size()
                + selects.size()
                + implies.size()
                + ranges.size()];
    data[0] = type.ordinal();
    data[1] = flags;
    data[2] = file;
    data[3] = start.number();
    data[4] = allDepends;
    data[5] = prompt;
    data[6] = prompt == Definition.NONE ? Expressions.ALWAYS : visible;
    data[7] = inChoice;
    int at = put(defaults, 2, data, Definition.HEAD);
    at = put(selects, 2, data, at);
    at = put(implies, 2, data, at);
    put(ranges, 3, data, at);
    return data;
  }

  private static int put(List<Integer> values, int width, int[] data, int from) {
    int at = from;
    data[at++] = values.size() / width;
    for (int v : values) {
      data[at++] = v;
    }
    return at;
  }

  /** Layout of {@link Choice}. */
  int[] choice(int file, int allDepends, int visible) {
    int[] data = new int[Choice.HEAD + defaults.size()];
    data[0] = type.ordinal();
    data[1] = flags;
    data[2] = file;
    data[3] = start.number();
    data[4] = allDepends;
    data[5] = prompt;
    data[6] = visible;
    for (int i = 0; i < defaults.size(); i++) {
      data[Choice.HEAD + i] = defaults.get(i);
    }
    return data;
  }
}
