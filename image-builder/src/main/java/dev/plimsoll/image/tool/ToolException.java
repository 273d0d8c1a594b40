package dev.plimsoll.image.tool;

import java.io.IOException;

/** A program that is missing, failed or took too long; the message is one line. */
public final class ToolException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String stderr;

  ToolException(String message, String stderr) {
    super(message);
    this.stderr = stderr;
  }

  ToolException(String message, Throwable cause) {
    super(message, cause);
    this.stderr = "";
  }

  /** What the program wrote to standard error, at most 16 KiB. */
  public String stderr() {
    return stderr;
  }
}
