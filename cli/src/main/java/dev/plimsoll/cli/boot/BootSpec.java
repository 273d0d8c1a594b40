package dev.plimsoll.cli.boot;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What one virtual machine boots.
 *
 * @param initramfs segments, joined in this order
 * @param root raw disk, attached read-only as {@code /dev/vda}
 * @param commandLine whole kernel command line, at most 2,047 bytes
 * @param timeout wall time after which the machine is killed
 */
public record BootSpec(
    Path kernel, List<Path> initramfs, Path root, String commandLine, Duration timeout) {
  /** x86's {@code COMMAND_LINE_SIZE}, less the final NUL. */
  private static final int MAX_COMMAND_LINE = 2047;

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
}
