package dev.plimsoll.cli.command;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.cli.outcome.ExitCode;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.kernel.audit.KernelSubject.Surface;
import dev.plimsoll.kernel.audit.KernelVersion;
import dev.plimsoll.kernel.host.Collector;
import dev.plimsoll.kernel.host.HostSnapshot;
import dev.plimsoll.kernel.input.ArchitectureName;
import dev.plimsoll.kernel.input.CommandLineSource;
import dev.plimsoll.kernel.input.ReadSubject;
import dev.plimsoll.kernel.input.SubjectParts;
import dev.plimsoll.kernel.input.SubjectReader;
import dev.plimsoll.kernel.input.SysctlSources;
import dev.plimsoll.kernel.source.KernelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options that say what is known of a kernel beside its main file. */
final class AuditSources {
  static final String RUNNING = "running host";

  @Option(
      names = "--cmdline",
      paramLabel = "FILE",
      description = "kernel command line: a text, a LinuxKit YAML or a unified kernel image")
  private Optional<Path> cmdline = Optional.empty();

  @Option(
      names = "--sysctl",
      paramLabel = "PATH",
      description =
          "sysctl -a dump, sysctl.conf, or a folder such as /etc/sysctl.d; repeatable, applied as"
              + " sysctl.d(5) says")
  private List<Path> sysctl = List.of();

  @Option(
      names = "--snapshot",
      paramLabel = "FILE",
      description = "host snapshot (plimsoll audit collect-script); gives what nothing else does")
  private Optional<Path> snapshot = Optional.empty();

  @Option(
      names = "--kernel",
      paramLabel = "VERSION",
      description = "kernel version (default: what image or configuration say)")
  private Optional<String> kernel = Optional.empty();

  @Option(
      names = "--arch",
      paramLabel = "ARCH",
      description =
          "x86_64, x86_32, arm64, arm, riscv64 (default: what configuration or image say)")
  private Optional<String> arch = Optional.empty();

  /** Reads and checks them: options that are wrong end in code 2, files that are in code 4. */
  SubjectParts read() throws IOException, CommandFailure {
    checkWords();
    try {
      Optional<Surface> line = Optional.empty();
      if (cmdline.isPresent()) {
        try (KernelFile file = open(cmdline.get())) {
          line = Optional.of(CommandLineSource.read(cmdline.get().toString(), file));
        }
      }
      Optional<Surface> host = Optional.empty();
      if (snapshot.isPresent()) {
        host = Optional.of(host(snapshot.get()));
      }
      List<Surface> settings = sysctl.isEmpty() ? List.of() : SysctlSources.read(sysctl);
      return new SubjectParts(line, settings, host, kernel, arch);
    } catch (FormatException e) {
      throw new CommandFailure(ExitCode.EVIDENCE, e.getMessage(), e);
    }
  }

  private void checkWords() throws CommandFailure {
    try {
      if (kernel.isPresent()) {
        KernelVersion.parse(kernel.get());
      }
      if (arch.isPresent()) {
        ArchitectureName.parse(arch.get());
      }
    } catch (FormatException e) {
      throw new CommandFailure(ExitCode.WRONG, e.getMessage(), e);
    }
  }

  boolean onlyParts() {
    return snapshot.isPresent() || cmdline.isPresent() || !sysctl.isEmpty();
  }

  private static Surface host(Path path) throws IOException, CommandFailure, FormatException {
    try (KernelFile file = open(path)) {
      Surface text =
          new Surface(
              path.toString(),
              file.readAll(path.toString(), HostSnapshot.MAX_BYTES, "a host snapshot"));
      HostSnapshot.parse(text.where(), text.text());
      return text;
    }
  }

  /** A subject from a file of any kind that is known. */
  static ReadSubject subject(Path path, SubjectParts parts)
      throws IOException, FormatException, CommandFailure {
    try (KernelFile file = open(path)) {
      return SubjectReader.read(path.toString(), file, parts);
    }
  }

  /** This machine, by a run of the collector. */
  static ReadSubject runningHost(SubjectParts parts) throws IOException, FormatException {
    Surface host = new Surface("running", Collector.run());
    return SubjectReader.readParts(RUNNING, parts.withHost(host));
  }

  static KernelFile open(Path path) throws IOException, CommandFailure {
    if (Files.isDirectory(path)) {
      throw CommandFailure.evidence(path + ": is a directory, wanted a file");
    }
    return KernelFile.open(path);
  }
}
