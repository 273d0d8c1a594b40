package dev.plimsoll.image.registry;

import java.io.IOException;

/** An answer that no second request would make better. */
final class UnwantedAnswerException extends IOException {
  private static final long serialVersionUID = 1L;

  UnwantedAnswerException(String message) {
    super(message);
  }

  UnwantedAnswerException(String message, Throwable cause) {
    super(message, cause);
  }
}
