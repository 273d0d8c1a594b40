package dev.plimsoll.kernel.kconfig;

import java.util.OptionalLong;

/** Order of two values: by number when both are numbers, else by text (expr.c). */
final class Comparison {
  private Comparison() {}

  static int compare(String left, OptionType leftType, String right, OptionType rightType) {
    if (leftType == OptionType.STRING && rightType == OptionType.STRING) {
      return left.compareTo(right);
    }
    OptionalLong l = number(left, leftType);
    OptionalLong r = number(right, rightType);
    if (l.isEmpty() || r.isEmpty()) {
      return left.compareTo(right);
    }
    return leftType == OptionType.HEX || rightType == OptionType.HEX
        ? Long.compareUnsigned(l.getAsLong(), r.getAsLong())
        : Long.compare(l.getAsLong(), r.getAsLong());
  }

  /** The number that a value of this type stands for; empty when it is none. */
  static OptionalLong number(String text, OptionType type) {
    return switch (type) {
      case BOOL, TRISTATE ->
          OptionalLong.of(
              switch (text) {
                case "n" -> 0;
                case "m" -> 1;
                case "y" -> 2;
                default -> -1;
              });
      case INT -> parse(text, 10);
      case HEX -> parse(text, 16);
      default -> parse(text, 0);
    };
  }

  /** C's strtoll on a text that must be a number to its end; base 0 looks at the prefix. */
  private static OptionalLong parse(String text, int base) {
    boolean negative = text.startsWith("-");
    String digits = negative || text.startsWith("+") ? text.substring(1) : text;
    int radix = base;
    boolean hex = digits.startsWith("0x") || digits.startsWith("0X");
    if (hex && (base == 0 || base == 16)) {
      digits = digits.substring(2);
      radix = 16;
    } else if (base == 0) {
      radix = digits.length() > 1 && digits.startsWith("0") ? 8 : 10;
    }
    if (digits.isEmpty() || Character.digit(digits.charAt(0), radix) < 0) {
      return OptionalLong.empty();
    }
    try {
      long n = radix == 16 ? Long.parseUnsignedLong(digits, radix) : Long.parseLong(digits, radix);
      return OptionalLong.of(negative ? -n : n);
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }
}
