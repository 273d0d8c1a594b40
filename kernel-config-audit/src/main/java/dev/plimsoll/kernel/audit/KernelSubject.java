package dev.plimsoll.kernel.audit;

import dev.plimsoll.formats.Bytes;
import java.util.Optional;

/**
 * The kernel to be judged. A surface that is empty was not given: its rules are not assessed.
 *
 * @param name what the report calls it
 * @param config text of a {@code .config}, plain or gzip
 * @param version such as {@code 6.1.192}; else taken from the header of the configuration
 * @param arch {@code x86_64}, {@code arm64}, …; else taken from the configuration
 */
public record KernelSubject(
    String name,
    Optional<Surface> config,
    Optional<Surface> commandLine,
    Optional<Surface> sysctl,
    Optional<String> version,
    Optional<String> arch) {

  /**
   * One input text.
   *
   * @param where how findings name the place: a file name, or {@code image.yml:4:12}
   */
  public record Surface(String where, Bytes text) {}
}
