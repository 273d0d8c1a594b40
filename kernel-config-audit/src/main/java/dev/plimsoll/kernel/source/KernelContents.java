package dev.plimsoll.kernel.source;

import dev.plimsoll.formats.Bytes;
import java.util.List;
import java.util.Optional;

/**
 * What a file holds of a kernel.
 *
 * @param kind what the file is
 * @param config plain text of the configuration; empty when the file has none of it
 * @param commandLine of a unified kernel image
 * @param release as the image says, e.g. {@code 6.1.0-56-cloud-amd64}; not from the configuration
 * @param arch as policies call it ({@code x86_64}), when the headers leave no doubt
 * @param missing where else to look when there is no configuration; one line, else empty
 * @param notes what is odd and was read all the same; one line each
 */
public record KernelContents(
    Kind kind,
    Optional<Text> config,
    Optional<Text> commandLine,
    Optional<String> release,
    Optional<String> arch,
    String missing,
    List<String> notes) {
  public KernelContents {
    notes = List.copyOf(notes);
  }

  /**
   * A text and how findings name it: {@code FILE} itself, or {@code FILE!ikconfig}, {@code
   * FILE!.cmdline}, {@code FILE!boot/config-R}.
   */
  public record Text(String where, Bytes bytes) {}

  /** What a file is. */
  public enum Kind {
    CONFIG("kernel configuration"),
    BZIMAGE("bzImage"),
    ARM_ZIMAGE("arm zImage"),
    ARM64_IMAGE("arm64 Image"),
    RISCV_IMAGE("riscv Image"),
    ZBOOT("EFI zboot image"),
    ELF("ELF file"),
    UKI("unified kernel image"),
    DEB("Debian package");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    public String words() {
      return words;
    }
  }

  static KernelContents ofConfig(Text config) {
    return new KernelContents(
        Kind.CONFIG,
        Optional.of(config),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        "",
        List.of());
  }

  KernelContents as(Kind outer) {
    return new KernelContents(outer, config, commandLine, release, arch, missing, notes);
  }

  KernelContents withCommandLine(Optional<Text> line) {
    return new KernelContents(kind, config, line, release, arch, missing, notes);
  }
}
