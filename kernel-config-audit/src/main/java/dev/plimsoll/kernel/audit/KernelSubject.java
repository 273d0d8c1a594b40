package dev.plimsoll.kernel.audit;

import dev.plimsoll.formats.Bytes;
import java.util.List;
import java.util.Optional;

/**
 * The kernel to be judged. A surface that is empty was not given: its rules are not assessed.
 *
 * @param name what the report calls it
 * @param config text of a {@code .config}, plain or gzip
 * @param sysctl texts in the order in which they are applied: of a key that several set, the last
 *     holds
 * @param host text of a host snapshot
 * @param version such as {@code 6.1.192}; else taken from the header of the configuration
 * @param arch {@code x86_64}, {@code arm64}, …; else taken from the configuration
 */
public record KernelSubject(
    String name,
    Optional<Surface> config,
    Optional<Surface> commandLine,
    List<Surface> sysctl,
    Optional<Surface> host,
    Optional<String> version,
    Optional<String> arch) {
  public KernelSubject {
    sysctl = List.copyOf(sysctl);
  }

  /** A kernel without a host. */
  public KernelSubject(
      String name,
      Optional<Surface> config,
      Optional<Surface> commandLine,
      Optional<Surface> sysctl,
      Optional<String> version,
      Optional<String> arch) {
    this(name, config, commandLine, sysctl.stream().toList(), Optional.empty(), version, arch);
  }

  /**
   * One input text.
   *
   * @param where how findings name the place: a file name, or {@code image.yml:4:12}
   */
  public record Surface(String where, Bytes text) {}
}
