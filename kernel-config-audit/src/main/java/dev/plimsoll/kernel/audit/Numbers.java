package dev.plimsoll.kernel.audit;

import java.util.Optional;

/** Numbers and booleans as the kernel reads them. */
final class Numbers {
  private Numbers() {}

  /** Decimal, or hexadecimal with {@code 0x}. */
  static Optional<Long> find(String text) {
    if (text.isEmpty() || text.length() > 18) {
      return Optional.empty();
    }
    char first = text.charAt(0);
    if (first != '-' && (first < '0' || first > '9')) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          text.startsWith("0x") || text.startsWith("0X")
              ? Long.parseLong(text, 2, text.length(), 16)
              : Long.parseLong(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** By the first letter, and the second of "on" and "off"; empty when it is none. */
  static Optional<Boolean> kstrtobool(String text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    char second = text.length() > 1 ? text.charAt(1) : ' ';
    return switch (text.charAt(0)) {
      case 'y', 'Y', 't', 'T', '1' -> Optional.of(true);
      case 'n', 'N', 'f', 'F', '0' -> Optional.of(false);
      case 'o', 'O' ->
          switch (second) {
            case 'n', 'N' -> Optional.of(true);
            case 'f', 'F' -> Optional.of(false);
            default -> Optional.empty();
          };
      default -> Optional.empty();
    };
  }
}
