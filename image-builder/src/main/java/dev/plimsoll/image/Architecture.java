package dev.plimsoll.image;

import dev.plimsoll.formats.FormatException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What an image runs on, by the names of OCI and Debian. */
public enum Architecture {
  AMD64,
  ARM64,
  RISCV64;

  /** Name in OCI platforms and Debian packages, e.g. {@code amd64}. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The architecture called {@code name}; also by the kernel's {@code x86_64}, {@code aarch64}. */
  public static Architecture of(String name) throws FormatException {
    return switch (name) {
      case "amd64", "x86_64" -> AMD64;
      case "arm64", "aarch64" -> ARM64;
      case "riscv64" -> RISCV64;
      default ->
          throw new FormatException(
              "architecture is "
                  + FormatException.quote(name)
                  + ", wanted "
                  + Arrays.stream(values())
                      .map(Architecture::wire)
                      .collect(Collectors.joining(", ")));
    };
  }
}
