package dev.plimsoll.image.lint;

import java.util.List;
import java.util.Optional;

/** What a table of symbol names, NUL after each, gives away. */
final class ElfSymbols {
  private static final String CANARY = "__stack_chk_";

  /** Calls that glibc and musl headers fortify when asked to (_FORTIFY_SOURCE). */
  private static final List<String> FORTIFIABLE =
      List.of(
          "fgets",
          "fread",
          "gets",
          "memcpy",
          "memmove",
          "memset",
          "printf",
          "fprintf",
          "read",
          "recv",
          "snprintf",
          "sprintf",
          "stpcpy",
          "strcat",
          "strcpy",
          "strncat",
          "strncpy",
          "vfprintf",
          "vsnprintf",
          "vsprintf",
          "syslog",
          "realpath",
          "readlink");

  private ElfSymbols() {}

  static boolean canary(String names) {
    return has(names, CANARY + "fail")
        || has(names, CANARY + "fail_local")
        || has(names, CANARY + "guard");
  }

  /** Whether a call is fortified; empty when the file makes no call that could be. */
  static Optional<Boolean> fortify(String names) {
    for (int at = names.indexOf("_chk\0"); at >= 0; at = names.indexOf("_chk\0", at + 1)) {
      int start = names.lastIndexOf('\0', at) + 1;
      if (names.startsWith("__", start)) {
        return Optional.of(true);
      }
    }
    return FORTIFIABLE.stream().anyMatch(f -> has(names, f))
        ? Optional.of(false)
        : Optional.empty();
  }

  /** Linkers store a name that ends another one inside that, so only the end is compared. */
  private static boolean has(String names, String name) {
    String ended = name + "\0";
    if (name.startsWith("__")) {
      return names.contains(ended);
    }
    return names.contains("\0" + ended);
  }
}
