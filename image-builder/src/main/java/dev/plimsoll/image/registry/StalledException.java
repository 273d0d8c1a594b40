package dev.plimsoll.image.registry;

import java.io.IOException;

/** The other side has the connection open and sends nothing, or too slowly. */
final class StalledException extends IOException {
  private static final long serialVersionUID = 1L;

  StalledException(String message) {
    super(message);
  }
}
