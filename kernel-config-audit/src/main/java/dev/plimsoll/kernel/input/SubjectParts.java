package dev.plimsoll.kernel.input;

import dev.plimsoll.kernel.audit.KernelSubject.Surface;
import java.util.List;
import java.util.Optional;

/**
 * What was given of one kernel. What stands here goes before what the main file brings with it.
 *
 * @param commandLine as the boot loader passes it
 * @param sysctl in the order in which they are applied
 * @param host a host snapshot: gives what nothing else does
 * @param version overrides what configuration or image say
 * @param arch overrides likewise, but never contradicts
 */
public record SubjectParts(
    Optional<Surface> commandLine,
    List<Surface> sysctl,
    Optional<Surface> host,
    Optional<String> version,
    Optional<String> arch) {
  public SubjectParts {
    sysctl = List.copyOf(sysctl);
  }

  /** Nothing but the main file. */
  public static SubjectParts none() {
    return new SubjectParts(
        Optional.empty(), List.of(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  public SubjectParts withHost(Surface snapshot) {
    return new SubjectParts(commandLine, sysctl, Optional.of(snapshot), version, arch);
  }
}
