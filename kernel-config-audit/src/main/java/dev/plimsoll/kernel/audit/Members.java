package dev.plimsoll.kernel.audit;

import java.util.List;

/** The members of a value such as {@code auto,nosmt} or {@code auto;no_user_user}. */
final class Members {
  private Members() {}

  static List<String> of(String value) {
    return value.indexOf(',') < 0 && value.indexOf(';') < 0
        ? List.of(value)
        : List.of(value.split("[,;]", -1));
  }
}
