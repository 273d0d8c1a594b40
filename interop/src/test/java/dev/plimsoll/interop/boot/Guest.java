package dev.plimsoll.interop.boot;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A QEMU machine that boots once and is listened to; its processor is emulated. */
final class Guest {
  private static final long LIMIT = 240; // seconds

  private Guest() {}

  /** What the serial console said until the machine was off. */
  static String console(Path kernel, Path initrd, String commandLine, Optional<Path> disk)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("qemu-system-x86_64", "-accel", "tcg", "-M", "q35", "-cpu", "max"));
    command.addAll(List.of("-m", "256", "-display", "none", "-monitor", "none"));
    command.addAll(List.of("-serial", "stdio", "-no-reboot"));
    disk.ifPresent(
        d -> command.addAll(List.of("-drive", "file=" + d + ",format=raw,if=virtio,readonly=on")));
    command.addAll(List.of("-kernel", kernel.toString(), "-initrd", initrd.toString()));
    command.addAll(List.of("-append", commandLine));
    Path log = Files.createTempFile("guest-", ".log");
    try {
      Process machine =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      machine.getOutputStream().close();
      boolean ended = machine.waitFor(LIMIT, TimeUnit.SECONDS);
      machine.destroyForcibly().waitFor();
      String said = Files.readString(log, StandardCharsets.ISO_8859_1).replace("\r", "");
      return ended ? said : said + "\n*** still running after " + LIMIT + " s ***";
    } finally {
      Files.deleteIfExists(log);
    }
  }
}
