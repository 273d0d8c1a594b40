package dev.plimsoll.image.output;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.image.layer.Content;
import dev.plimsoll.image.plan.BuildPlan;
import dev.plimsoll.image.plan.PlannedKernel;

/** Kernel command lines: the specification's, and what a format must add to it. No line end. */
final class CommandLines {
  private CommandLines() {}

  /**
   * The kernel starts {@code /init} of an initramfs and panics without one. Where the root has its
   * init elsewhere the kernel is told, unless the specification says so itself. Stage 1 has its
   * script in both places, so that this line starts roots on disks as well.
   */
  static Content of(BuildPlan plan, PlannedKernel kernel) {
    String written = kernel.commandLine().value();
    boolean told = plan.root().find("init").isPresent() || names(written, "rdinit");
    return new Content.Inline(
        Bytes.ofUtf8(told ? written : (written + " rdinit=/sbin/init").strip()));
  }

  private static boolean names(String commandLine, String parameter) {
    for (String word : commandLine.split("\\s+")) {
      if (word.startsWith(parameter + "=")) {
        return true;
      }
    }
    return false;
  }
}
