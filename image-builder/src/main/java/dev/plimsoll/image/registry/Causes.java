package dev.plimsoll.image.registry;

import java.util.Optional;

/** One line of what went wrong below. */
final class Causes {
  private static final int MAX = 200;

  private Causes() {}

  /** The exception's own words, or its cause's, or its name: some of the JDK's have none. */
  static String text(Throwable failure) {
    String message =
        Optional.ofNullable(failure.getMessage())
            .or(() -> Optional.ofNullable(failure.getCause()).map(Causes::text))
            .orElseGet(() -> failure.getClass().getSimpleName());
    String line = message.lines().findFirst().orElse("").replaceAll("\\p{Cntrl}", "?").strip();
    return line.length() > MAX ? line.substring(0, MAX) + "…" : line;
  }
}
