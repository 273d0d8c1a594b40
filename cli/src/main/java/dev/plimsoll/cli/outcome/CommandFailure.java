package dev.plimsoll.cli.outcome;

/**
 * The end of a command that could not do what was asked. The message is the one line that the user
 * sees: what was being done, to what, what was found, what was wanted.
 */
public final class CommandFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final ExitCode code;

  public CommandFailure(ExitCode code, String message) {
    super(message);
    this.code = code;
  }

  public CommandFailure(ExitCode code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /** The user's mistake, exit code 2. */
  public static CommandFailure wrong(String message) {
    return new CommandFailure(ExitCode.WRONG, message);
  }

  /** Something that could not be read, fetched or verified, exit code 4. */
  public static CommandFailure evidence(String message) {
    return new CommandFailure(ExitCode.EVIDENCE, message);
  }

  public ExitCode code() {
    return code;
  }
}
