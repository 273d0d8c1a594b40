package dev.plimsoll.server.testing;

/**
 * Where the process ends: {@code before:ImageBuilt}, {@code after:ImageBuilt} (its append), {@code
 * undelivered:ImageBuilt} (before it leaves the outbox), {@code middle:sign} (in the step), or
 * {@code never}.
 */
public record HaltPoint(String text) {
  /** Exit status of a process that was ended by SIGKILL. */
  public static final int STATUS = 137;

  /** Ends the process, without hooks or finally blocks, when this is the point. */
  public void reached(String point) {
    if (text.equals(point)) {
      Runtime.getRuntime().halt(STATUS);
    }
  }
}
