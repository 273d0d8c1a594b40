package dev.plimsoll.cli.boot;

/** How a boot ended. */
public sealed interface BootOutcome {
  /** All that came over the serial line, at most {@link QemuHost#MAX_CONSOLE} bytes. */
  String console();

  /** One or two words for a table. */
  String summary();

  /**
   * The agent said {@code BOOT-ALLOWED} and the machine powered itself off.
   *
   * @param output what the console showed after that: the booted system's own output
   */
  record Allowed(String output, String console) implements BootOutcome {
    @Override
    public String summary() {
      return "allowed";
    }
  }

  /**
   * The agent said {@code BOOT-REFUSED} and powered off.
   *
   * @param code such as {@code signature} or {@code root-corrupt}
   */
  record Refused(String code, String console) implements BootOutcome {
    @Override
    public String summary() {
      return "refused: " + code;
    }
  }

  /** Still running at the time limit, and killed. */
  record TimedOut(String console) implements BootOutcome {
    @Override
    public String summary() {
      return "timed out";
    }
  }

  /** Ended without a word from the agent: a panic, or QEMU itself failed. */
  record Died(int exitCode, String console) implements BootOutcome {
    @Override
    public String summary() {
      return "ended without an answer (QEMU exit " + exitCode + ")";
    }
  }
}
