package dev.plimsoll.kernel.audit;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.kernel.config.KernelConfig;
import java.util.Optional;

/** The architecture that a configuration is for. Stateless. */
public final class KernelArchitecture {
  private KernelArchitecture() {}

  /**
   * @param where names the configuration in messages
   * @param given what the user says, {@code x86_64} or another name of it
   * @return {@code x86_64}, {@code x86_32}, {@code arm64}, …; empty when nothing says
   * @throws FormatException when the configuration is for two, or for another than the user says
   */
  public static Optional<String> of(String where, KernelConfig config, Optional<String> given)
      throws FormatException {
    return Architecture.of(given, Optional.of(new KernelView.Located<>(where, config)));
  }
}
