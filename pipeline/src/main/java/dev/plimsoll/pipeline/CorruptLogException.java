package dev.plimsoll.pipeline;

import java.io.IOException;

/** Stored events that cannot be: unreadable, or in an order that the state machine forbids. */
public final class CorruptLogException extends IOException {
  private static final long serialVersionUID = 1L;

  public CorruptLogException(String message) {
    super(message);
  }

  public CorruptLogException(String message, Throwable cause) {
    super(message, cause);
  }
}
