package dev.plimsoll.cli.outcome;

/**
 * What the process ends with. When several apply, the first of {@link #INTERNAL}, {@link #WRONG},
 * {@link #EVIDENCE}, {@link #DENIED}, {@link #WARNINGS}.
 */
public enum ExitCode {
  DONE(0, "allowed, or done"),
  DENIED(1, "the gate said no"),
  WRONG(2, "what the user wrote is wrong (arguments, YAML, policy); the message says where"),
  WARNINGS(3, "warnings only, with --fail-on warn"),
  EVIDENCE(4, "evidence could not be read, fetched or verified"),
  INTERNAL(5, "internal error; PLIMSOLL_DEBUG=1 shows its stack trace");

  private final int code;
  private final String meaning;

  ExitCode(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  /** The code that is this number. */
  public static ExitCode of(int code) {
    for (ExitCode e : values()) {
      if (e.code == code) {
        return e;
      }
    }
    return INTERNAL;
  }

  public int code() {
    return code;
  }

  public String meaning() {
    return meaning;
  }
}
