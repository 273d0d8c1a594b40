package dev.plimsoll.kernel.source;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.kernel.source.KernelContents.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * The unpacked {@code Image} of arm64 and RISC-V: {@code ARM\x64} or {@code RSC\x05} at 0x38. It
 * says how much memory it takes, not where its data is: all of it is looked through.
 */
final class RawImage {
  private RawImage() {}

  static Optional<Kind> kind(Head head) {
    if (head.has(0x38, "ARMd")) {
      return Optional.of(Kind.ARM64_IMAGE);
    }
    return head.has(0x38, "RSC\u0005") || head.has(0x30, "RISCV\0\0\0")
        ? Optional.of(Kind.RISCV_IMAGE)
        : Optional.empty();
  }

  static Optional<String> arch(Head head) {
    return kind(head).map(k -> k == Kind.ARM64_IMAGE ? "arm64" : "riscv");
  }

  static KernelContents read(String where, KernelFile file, Kind kind)
      throws FormatException, IOException {
    if (PeSections.matches(new Head(file.peek(0, 2)))) {
      PeSections.read(where, file); // an image that is cut off has sections outside of it
    }
    try (InputStream in = file.stream()) {
      return read(where, in, kind);
    }
  }

  /** The same from a stream, such as that of an Image.gz. */
  static KernelContents read(String where, InputStream in, Kind kind) throws FormatException {
    IkconfigScanner.Found found;
    try {
      found = new IkconfigScanner().scan(in, Payload.MAX_KERNEL);
    } catch (LimitException e) {
      throw new FormatException(
          where + ": " + kind.words() + ": " + e.getMessage() + " (kernel image reader)", e);
    } catch (IOException e) {
      throw Payload.damaged(where, kind.words(), e);
    }
    return Ikconfig.contents(where, kind, found.config(), found.release(), arch(found.head()));
  }
}
