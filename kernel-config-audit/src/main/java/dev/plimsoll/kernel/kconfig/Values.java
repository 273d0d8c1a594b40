package dev.plimsoll.kernel.kconfig;

/** The values of symbols, as expressions look at them. */
interface Values {
  /** Of bool and tristate symbols; n for all others (kconfig-language.rst, "Menu dependencies"). */
  Tristate tri(int symbol);

  /** As comparisons see it: {@code n}, {@code m}, {@code y}, a number, a text without quotes. */
  String text(int symbol);
}
