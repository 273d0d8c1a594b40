package dev.plimsoll.kernel.kconfig;

import java.util.List;
import java.util.Set;

/** What decides whether an option can have a wanted value in a given configuration. */
public sealed interface Decision {

  /** Its prompt is shown: one line is enough. */
  record Open() implements Decision {}

  /**
   * This kernel has no such option.
   *
   * @param elsewhere architectures whose Kconfig has it
   */
  record Missing(Set<KconfigArch> elsewhere) implements Decision {
    public Missing {
      elsewhere = Set.copyOf(elsewhere);
    }
  }

  /**
   * Something else decides.
   *
   * @param reason one line: {@code depends on EXPERT, which is n}
   */
  record Blocked(String reason) implements Decision {}

  /** Renamed: read for the sake of these, which replaced it. */
  record Transitional(List<String> successors) implements Decision {
    public Transitional {
      successors = List.copyOf(successors);
    }
  }
}
