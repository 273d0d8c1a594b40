package dev.plimsoll.kernel.kconfig;

import java.util.Arrays;

/**
 * One {@code config} entry, in the numbers of its {@link SymbolTable}. Immutable.
 *
 * <p>Layout of {@link #data}: type, flags, file, line, depends, prompt, prompt's condition, choice;
 * then, each after their count, defaults (value, condition), selects (symbol, condition), implies
 * (symbol, condition), ranges (low, high, condition). The conditions are what stands at the
 * property: the entry's own dependencies are not repeated in them.
 */
final class Definition {
  static final int FLAG_MODULES = 1;
  static final int FLAG_TRANSITIONAL = 2;
  static final int FLAGS = 4;

  /** Number of a prompt or choice that is not there. */
  static final int NONE = -1;

  static final int HEAD = 8;

  private final int[] data;
  private final int archs;
  private final int[] starts = new int[4];

  /**
   * @param archs bits of {@link KconfigArch}
   */
  Definition(int[] data, int archs) {
    this.data = data;
    this.archs = archs;
    int at = HEAD;
    for (int i = 0; i < starts.length; i++) {
      starts[i] = at;
      at += 1 + data[at] * (i == 3 ? 3 : 2);
    }
    if (at != data.length) {
      throw new IllegalArgumentException("a definition of another length than it says");
    }
  }

  /** A property with a condition; {@code value} is an expression or a symbol. */
  record Entry(int value, int condition) {}

  /** Bounds, both expressions. */
  record Range(int low, int high, int condition) {}

  boolean of(KconfigArch arch) {
    return (archs & arch.bit()) != 0;
  }

  int archs() {
    return archs;
  }

  int[] data() {
    return data;
  }

  Definition also(int more) {
    return new Definition(data, archs | more);
  }

  boolean sameAs(Definition o) {
    return Arrays.equals(data, o.data);
  }

  OptionType type() {
    return OptionType.at(data[0]);
  }

  boolean modules() {
    return (data[1] & FLAG_MODULES) != 0;
  }

  boolean transitional() {
    return (data[1] & FLAG_TRANSITIONAL) != 0;
  }

  /** A text's number. */
  int file() {
    return data[2];
  }

  int line() {
    return data[3];
  }

  /** All that must hold for the entry: its own lines and those of the blocks around it. */
  int depends() {
    return data[4];
  }

  boolean hasPrompt() {
    return data[5] != NONE;
  }

  int prompt() {
    return data[5];
  }

  /** Beside {@link #depends}: the prompt's own {@code if} and menus' {@code visible if}. */
  int promptCondition() {
    return data[6];
  }

  /** Number of the choice that the entry stands in, or {@link #NONE}. */
  int choice() {
    return data[7];
  }

  int defaultCount() {
    return data[starts[0]];
  }

  Entry defaultAt(int i) {
    return entry(0, i);
  }

  int selectCount() {
    return data[starts[1]];
  }

  Entry selectAt(int i) {
    return entry(1, i);
  }

  int implyCount() {
    return data[starts[2]];
  }

  Entry implyAt(int i) {
    return entry(2, i);
  }

  int rangeCount() {
    return data[starts[3]];
  }

  Range rangeAt(int i) {
    int at = starts[3] + 1 + 3 * i;
    return new Range(data[at], data[at + 1], data[at + 2]);
  }

  private Entry entry(int kind, int i) {
    int at = starts[kind] + 1 + 2 * i;
    return new Entry(data[at], data[at + 1]);
  }
}
