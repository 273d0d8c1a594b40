package dev.plimsoll.kernel.kconfig;

import java.util.Arrays;

/**
 * One {@code choice} block, in the numbers of its {@link SymbolTable}: of its members at most one
 * is y. Immutable.
 *
 * <p>Layout of {@link #data}: type, flags, file, line, depends, prompt, prompt's condition, then
 * pairs of a default's symbol and condition.
 */
final class Choice {
  static final int FLAG_OPTIONAL = 1;
  static final int HEAD = 7;

  private final int[] data;
  private final int archs;

  Choice(int[] data, int archs) {
    this.data = data;
    this.archs = archs;
    if (data.length < HEAD || (data.length - HEAD) % 2 != 0) {
      throw new IllegalArgumentException("a choice of a wrong length");
    }
  }

  int archs() {
    return archs;
  }

  int[] data() {
    return data;
  }

  Choice also(int more) {
    return new Choice(data, archs | more);
  }

  boolean sameAs(Choice o) {
    return Arrays.equals(data, o.data);
  }

  /** Tristate choices let several members be m; they are gone since Linux 6.9. */
  OptionType type() {
    return OptionType.at(data[0]);
  }

  /** Whether no member need be chosen; gone since Linux 6.9. */
  boolean optional() {
    return (data[1] & FLAG_OPTIONAL) != 0;
  }

  int file() {
    return data[2];
  }

  int line() {
    return data[3];
  }

  int depends() {
    return data[4];
  }

  int prompt() {
    return data[5];
  }

  int promptCondition() {
    return data[6];
  }

  int defaultCount() {
    return (data.length - HEAD) / 2;
  }

  Definition.Entry defaultAt(int i) {
    return new Definition.Entry(data[HEAD + 2 * i], data[HEAD + 2 * i + 1]);
  }
}
