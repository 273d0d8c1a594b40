package dev.plimsoll.kernel.input;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.kernel.audit.KernelAudit;
import dev.plimsoll.policy.Suggestion;

/** The names of architectures that a user may write. */
public final class ArchitectureName {
  private ArchitectureName() {}

  /**
   * Accepts the names of policies and their usual other spellings ({@code amd64}, {@code riscv64}).
   *
   * @throws FormatException with the names there are
   */
  public static String parse(String text) throws FormatException {
    if (!KernelAudit.architectures().contains(text)) {
      throw new FormatException(
          "no architecture "
              + FormatException.quote(text)
              + ", wanted one of "
              + String.join(", ", KernelAudit.architectures())
              + Suggestion.of(text, KernelAudit.architectures()));
    }
    return text;
  }
}
