package dev.plimsoll.image.spec;

import dev.plimsoll.formats.SourcePosition;
import java.util.Optional;

/**
 * The {@code kernel:} section.
 *
 * @param image reference of the kernel
 * @param commandLine verbatim
 * @param binary file of an OCI kernel image that holds the kernel; default {@code kernel}
 * @param tar file of an OCI kernel image that holds modules; default {@code kernel.tar}; {@code
 *     none} or empty: the root gets no modules
 * @param ucode file of an OCI kernel image that holds early microcode, a cpio; empty or absent:
 *     none
 * @param at of the section
 */
public record KernelSpec(
    Optional<Located<String>> image,
    Optional<Located<String>> commandLine,
    Optional<Located<String>> binary,
    Optional<Located<String>> tar,
    Optional<Located<String>> ucode,
    SourcePosition at) {

  /** A section without microcode. */
  public KernelSpec(
      Optional<Located<String>> image,
      Optional<Located<String>> commandLine,
      Optional<Located<String>> binary,
      Optional<Located<String>> tar,
      SourcePosition at) {
    this(image, commandLine, binary, tar, Optional.empty(), at);
  }

  public String binaryName() {
    return binary.map(Located::value).filter(b -> !b.isEmpty()).orElse("kernel");
  }

  public String tarName() {
    return tar.map(Located::value).orElse("kernel.tar");
  }

  /** Whether the kernel's modules are unpacked into the root file system. */
  public boolean modulesInRoot() {
    return !tarName().isEmpty() && !tarName().equals("none");
  }
}
