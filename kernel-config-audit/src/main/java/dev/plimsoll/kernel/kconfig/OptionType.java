package dev.plimsoll.kernel.kconfig;

import java.util.Locale;

/** The type of a symbol. The order is part of the table's format. */
public enum OptionType {
  /** Not defined, or defined without a type. */
  UNKNOWN,
  BOOL,
  TRISTATE,
  INT,
  HEX,
  STRING;

  private static final OptionType[] VALUES = values();

  static OptionType at(int ordinal) {
    return VALUES[ordinal];
  }

  static int count() {
    return VALUES.length;
  }

  /** Bool or tristate. */
  public boolean logical() {
    return this == BOOL || this == TRISTATE;
  }

  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
