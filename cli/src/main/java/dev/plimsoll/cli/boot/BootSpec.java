package dev.plimsoll.cli.boot;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What one virtual machine boots.
 *
 * @param initramfs segments, joined in this order; none: the machine gets no initramfs
 * @param root raw disk, attached read-only as {@code /dev/vda}
 * @param commandLine whole kernel command line, at most 2,047 bytes
 * @param timeout wall time after which the machine is killed; empty: never
 */
public record BootSpec(
    Path kernel,
    List<Path> initramfs,
    Optional<Path> root,
    String commandLine,
    Optional<Duration> timeout,
    Machine machine) {
  /** x86's {@code COMMAND_LINE_SIZE}, less the final NUL. */
  static final int MAX_COMMAND_LINE = 2047;

  public BootSpec {
    initramfs = List.copyOf(initramfs);
    if (commandLine.length() > MAX_COMMAND_LINE) {
      throw new IllegalArgumentException(
          "kernel command line is "
              + commandLine.length()
              + " bytes; the limit is "
              + MAX_COMMAND_LINE);
    }
  }

  /** A small machine with a root disk. */
  public BootSpec(
      Path kernel, List<Path> initramfs, Path root, String commandLine, Duration timeout) {
    this(kernel, initramfs, Optional.of(root), commandLine, Optional.of(timeout), Machine.SMALL);
  }

  /** The same boot on another machine, with {@code append} added to the command line. */
  public BootSpec on(Machine other, String append, Optional<Duration> limit) {
    return new BootSpec(
        kernel, initramfs, root, (commandLine + " " + append).strip(), limit, other);
  }
}
