package dev.plimsoll.kernel.config;

/**
 * A line that Kconfig would not have written. The configuration is still read; what rests on the
 * line is not trusted.
 *
 * @param line counted from 1
 */
public record ConfigProblem(Kind kind, int line, String message) {
  /** What is wrong. */
  public enum Kind {
    /** Neither an option, nor a comment, nor blank. */
    BAD_LINE,
    /** The option stands twice with different values. */
    CONFLICT,
    /** The option stands twice with the same value. */
    REPEATED
  }
}
