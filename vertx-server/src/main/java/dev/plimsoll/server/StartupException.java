package dev.plimsoll.server;

/**
 * The service, or the embedded workspace, cannot start. The message is one line for people: what,
 * where, and what to do.
 */
public final class StartupException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Whose fault it is; decides the exit code. */
  public enum Cause {
    /** Arguments, port, address: exit 2. */
    INPUT(2),
    /** The data directory belongs to a running service: exit 2. */
    DATA_IN_USE(2),
    /** Keys, database or repository cannot be read or verified: exit 4. */
    EVIDENCE(4);

    private final int exitCode;

    Cause(int exitCode) {
      this.exitCode = exitCode;
    }

    public int exitCode() {
      return exitCode;
    }
  }

  private final Cause reason;

  public StartupException(Cause reason, String message) {
    super(message);
    this.reason = reason;
  }

  public StartupException(Cause reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Cause reason() {
    return reason;
  }
}
