package dev.plimsoll.kernel.source;

import java.io.IOException;

/** Unpacked data is larger than a limit of ours, or than its own header says. */
final class LimitException extends IOException {
  private static final long serialVersionUID = 1L;

  LimitException(String message) {
    super(message);
  }
}
