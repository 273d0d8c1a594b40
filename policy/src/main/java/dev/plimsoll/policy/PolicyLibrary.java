package dev.plimsoll.policy;

import dev.plimsoll.formats.FormatException;
import java.io.IOException;

/**
 * Finds policies by what the user wrote after {@code --policy}: the name of a shipped pack, a
 * folder with {@code policy.yaml}, or a file.
 */
public interface PolicyLibrary {
  /**
   * Blocking.
   *
   * @throws FormatException when there is no such policy (names the known ones) or it is wrong
   *     ({@code file:line:column: …})
   */
  Policy load(String nameOrPath) throws FormatException, IOException;

  /** The shipped packs on the class path under {@code policies/}, and the file system. */
  static PolicyLibrary shipped() {
    throw new UnsupportedOperationException();
  }
}
