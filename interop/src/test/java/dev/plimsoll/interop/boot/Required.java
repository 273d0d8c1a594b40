package dev.plimsoll.interop.boot;

import static org.assertj.core.api.Assertions.fail;

import dev.plimsoll.cli.boot.QemuHost;
import dev.plimsoll.server.WorkspaceConfig.AgentFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/**
 * What a boot test cannot do without. Where it is missing the test is skipped with a line that
 * cannot be overlooked, or fails under {@code PLIMSOLL_REQUIRE_TOOLS=1}, which {@code ./verify}
 * sets.
 */
final class Required {
  private Required() {}

  /** The checkout; Surefire sets the property. */
  static Path home() {
    return Path.of(System.getProperty("plimsoll.home", "..")).toAbsolutePath().normalize();
  }

  /** What {@code make -C boot-agent} builds. */
  static AgentFiles agent() {
    Path target = home().resolve("boot-agent").resolve("target");
    AgentFiles files = new AgentFiles(target.resolve("plimsoll-agent"), target.resolve("init"));
    boolean built = Files.isExecutable(files.program()) && Files.exists(files.initScript());
    return demand("the boot agent (make -C boot-agent)", Optional.of(files).filter(f -> built));
  }

  /** QEMU, and the programs that a build of the example calls. */
  static void machines() {
    demand("qemu-system-x86_64", QemuHost.program());
    demand("mksquashfs", program("mksquashfs"));
    demand("apt-get", program("apt-get"));
  }

  private static Optional<Path> program(String name) {
    for (String folder : "/usr/bin:/usr/sbin:/bin:/sbin".split(":", -1)) {
      Path file = Path.of(folder, name);
      if (Files.isExecutable(file)) {
        return Optional.of(file);
      }
    }
    return Optional.empty();
  }

  private static <T> T demand(String what, Optional<T> found) {
    if (found.isEmpty()) {
      String line = "*** SKIPPED: " + what + " is missing ***";
      if ("1".equals(System.getenv("PLIMSOLL_REQUIRE_TOOLS"))) {
        return fail(line + " (PLIMSOLL_REQUIRE_TOOLS=1 makes this a failure)");
      }
      System.err.println(line);
      Assumptions.abort(line);
    }
    return found.orElseThrow();
  }
}
