package dev.plimsoll.signer.tuf;

import java.io.IOException;

/** Told before each step of a publication; tests crash there. */
@FunctionalInterface
interface PublishStep {
  PublishStep NONE = step -> {};

  /**
   * Lets the step happen by returning, and prevents it by throwing.
   *
   * @param step e.g. {@code write 3.build.json}, {@code sync}, {@code verify}
   */
  void before(String step) throws IOException;
}
