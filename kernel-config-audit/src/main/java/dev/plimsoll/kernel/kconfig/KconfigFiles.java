package dev.plimsoll.kernel.kconfig;

import java.io.IOException;
import java.util.Optional;

/** The files of a kernel source tree, by their path from its root. Nothing in them is trusted. */
public interface KconfigFiles {
  /** How messages name the tree. */
  String name();

  /**
   * The text of a file, decoded as UTF-8; bytes that are none become U+FFFD.
   *
   * @param path from the root of the tree, {@code drivers/net/Kconfig}
   * @return empty when there is no such file
   * @throws IOException when it cannot be read, is larger than the limit, or lies outside
   */
  Optional<String> read(String path) throws IOException;
}
