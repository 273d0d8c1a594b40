package dev.plimsoll.image.store;

import dev.plimsoll.formats.Digest;
import java.io.IOException;

/** Content that is not what its digest says. */
public final class DigestMismatchException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient Digest expected;
  private final transient Digest found;

  public DigestMismatchException(String what, Digest expected, Digest found) {
    super(what + " has digest " + found + ", wanted " + expected);
    this.expected = expected;
    this.found = found;
  }

  public Digest expected() {
    return expected;
  }

  public Digest found() {
    return found;
  }
}
