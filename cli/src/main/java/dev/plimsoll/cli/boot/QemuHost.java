package dev.plimsoll.cli.boot;

import dev.plimsoll.cli.boot.BootOutcome.Allowed;
import dev.plimsoll.cli.boot.BootOutcome.Died;
import dev.plimsoll.cli.boot.BootOutcome.Refused;
import dev.plimsoll.cli.boot.BootOutcome.TimedOut;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A virtual machine in QEMU: user network (the host's loopback is 10.0.2.2 in there), at most one
 * disk, read-only, on virtio, the serial line as console. Blocking; one boot at a time each.
 *
 * <p>Always TCG, never KVM: {@code /dev/kvm} may open and the guest still hang, and a boot takes
 * but a few seconds without it. {@code romfile=} spares iPXE's ROM.
 */
public final class QemuHost {
  /** Bytes of console output that are kept; more is read and dropped. */
  public static final int MAX_CONSOLE = 1 << 20;

  private static final Pattern ANSWER =
      Pattern.compile("BOOT-(ALLOWED|REFUSED)(?: ([a-z][a-z0-9-]{0,40}))?[^\\n]*");

  private final Path workDirectory;

  /**
   * @param workDirectory for the joined initramfs of a boot; emptied after it
   */
  public QemuHost(Path workDirectory) {
    this.workDirectory = workDirectory;
  }

  /** Whether QEMU for x86-64 is installed. */
  public static Optional<Path> program() {
    return program(Board.X86_64);
  }

  private static Optional<Path> program(Board board) {
    for (String directory : System.getenv().getOrDefault("PATH", "/usr/bin").split(":", -1)) {
      Path candidate = Path.of(directory.isEmpty() ? "." : directory, board.program());
      if (Files.isExecutable(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  /**
   * Boots once and waits for the machine to power off.
   *
   * @throws IOException when QEMU is not there or a file cannot be read
   */
  public BootOutcome boot(BootSpec spec) throws IOException {
    return boot(spec, Console.UNWATCHED);
  }

  /** As above, while {@code console} sees what the machine says. An interrupt kills it. */
  public BootOutcome boot(BootSpec spec, Console console) throws IOException {
    Board board = spec.machine().board();
    Path program =
        program(board)
            .orElseThrow(
                () ->
                    new IOException(
                        board.program()
                            + " is not installed (Debian: "
                            + board.debianPackage()
                            + ")"));
    Files.createDirectories(workDirectory);
    Path initramfs = Files.createTempFile(workDirectory, "initramfs", ".img");
    try {
      join(spec.initramfs(), initramfs);
      ProcessBuilder builder =
          new ProcessBuilder(command(program, spec, initramfs)).redirectErrorStream(true);
      if (console.keyboard()) {
        builder.redirectInput(ProcessBuilder.Redirect.INHERIT);
      }
      Process machine = builder.start();
      machine.getOutputStream().close();
      try {
        return watch(machine, spec, console);
      } finally {
        machine.destroyForcibly();
      }
    } finally {
      Files.deleteIfExists(initramfs);
    }
  }

  private static List<String> command(Path program, BootSpec spec, Path initramfs) {
    Machine machine = spec.machine();
    List<String> command = new ArrayList<>(List.of(program.toString(), "-accel", "tcg"));
    command.addAll(machine.board().options());
    command.addAll(List.of("-m", Integer.toString(machine.memory())));
    command.addAll(List.of("-smp", Integer.toString(machine.processors())));
    command.addAll(List.of("-display", "none", "-monitor", "none", "-serial", "stdio"));
    command.addAll(List.of("-no-reboot", "-netdev", "user,id=n"));
    command.addAll(List.of("-device", "virtio-net-pci,netdev=n,romfile="));
    spec.root()
        .ifPresent(
            root ->
                command.addAll(
                    List.of(
                        "-drive", "file=" + escape(root) + ",format=raw,if=virtio,readonly=on")));
    command.addAll(List.of("-kernel", spec.kernel().toString()));
    if (!spec.initramfs().isEmpty()) {
      command.addAll(List.of("-initrd", initramfs.toString()));
    }
    command.addAll(List.of("-append", spec.commandLine()));
    return command;
  }

  /** In QEMU's option lists a comma is written twice. */
  private static String escape(Path path) {
    return path.toAbsolutePath().toString().replace(",", ",,");
  }

  private static void join(List<Path> segments, Path target) throws IOException {
    try (var out = Files.newOutputStream(target)) {
      for (Path segment : segments) {
        Files.copy(segment, out);
      }
    }
  }

  private static BootOutcome watch(Process machine, BootSpec spec, Console watcher)
      throws IOException {
    ByteArrayOutputStream console = new ByteArrayOutputStream();
    Thread reader =
        Thread.ofVirtual().start(() -> drain(machine.getInputStream(), console, watcher.live()));
    try {
      long limit = spec.timeout().map(Duration::toMillis).orElse(Long.MAX_VALUE);
      boolean ended = machine.waitFor(limit, TimeUnit.MILLISECONDS);
      machine.destroyForcibly().waitFor();
      reader.join();
      String text = console.toString(StandardCharsets.UTF_8).replace("\r", "");
      return ended ? judge(text, machine.exitValue()) : new TimedOut(text);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      machine.destroyForcibly();
      throw new IOException("interrupted while a machine was booting", e);
    }
  }

  /** The first answer counts: what the booted system prints later cannot change it. */
  static BootOutcome judge(String console, int exitCode) {
    Matcher answer = ANSWER.matcher(console);
    if (!answer.find()) {
      return new Died(exitCode, console);
    }
    if (answer.group(1).equals("ALLOWED")) {
      return new Allowed(console.substring(answer.end()).strip(), console);
    }
    String code = answer.group(2);
    return new Refused(code == null ? "unknown" : code, console);
  }

  private static void drain(InputStream in, ByteArrayOutputStream console, OutputStream live) {
    byte[] buffer = new byte[8192];
    try (in) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        console.write(buffer, 0, Math.min(n, MAX_CONSOLE - console.size()));
        live.write(buffer, 0, n);
        live.flush();
      }
    } catch (IOException e) {
      // The machine was killed; what it said until then counts.
      return;
    }
  }
}
