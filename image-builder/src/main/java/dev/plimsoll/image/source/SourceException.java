package dev.plimsoll.image.source;

import dev.plimsoll.image.spec.Located;
import java.io.IOException;

/** A component that could not be fetched or read: where it is asked for, which, and why. */
public final class SourceException extends IOException {
  private static final long serialVersionUID = 1L;

  public SourceException(Located<?> reference, String why) {
    super(reference.at() + ": " + reference.value() + ": " + why);
  }

  public SourceException(Located<?> reference, String why, Throwable cause) {
    super(reference.at() + ": " + reference.value() + ": " + why, cause);
  }
}
