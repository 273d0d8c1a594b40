package dev.plimsoll.policy;

import dev.plimsoll.formats.FormatException;
import java.io.IOException;
import java.util.List;

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

  /** Names of the packs that come with the program, sorted. */
  List<String> names();

  /** The shipped packs on the class path under {@code policies/}, and the file system. */
  static PolicyLibrary shipped() {
    return new ShippedPolicies();
  }

  /** This library, with the checks of {@code engine}'s target verified at load time too. */
  default PolicyLibrary checkedBy(CheckEngine engine) {
    PolicyLibrary inner = this;
    return new PolicyLibrary() {
      @Override
      public Policy load(String nameOrPath) throws FormatException, IOException {
        Policy policy = inner.load(nameOrPath);
        if (policy.target() == engine.target()) {
          engine.verify(policy);
        }
        return policy;
      }

      @Override
      public List<String> names() {
        return inner.names();
      }
    };
  }
}
