package dev.plimsoll.signer.tuf;

import java.io.IOException;

/** Told before each step of a publication; tests crash there. */
@FunctionalInterface
interface PublishStep {
  PublishStep NONE = step -> {};

  /**
   * @param step e.g. {@code write 3.build.json}, {@code sync}, {@code verify}
   */
  void before(String step) throws IOException;
}
