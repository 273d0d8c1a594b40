package dev.plimsoll.image.layer;

import java.io.IOException;

/** A layer that is malformed, hostile or too big; the message names layer, entry and reason. */
public final class LayerException extends IOException {
  private static final long serialVersionUID = 1L;

  public LayerException(String message) {
    super(message);
  }

  public LayerException(String message, Throwable cause) {
    super(message, cause);
  }
}
