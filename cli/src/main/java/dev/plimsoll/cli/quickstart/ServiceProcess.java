package dev.plimsoll.cli.quickstart;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.cli.outcome.ExitCode;
import dev.plimsoll.cli.service.ServiceAddress;
import dev.plimsoll.cli.service.Services;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A service as a child process, through the launcher, with a log of its own. */
final class ServiceProcess {
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration STOP = Duration.ofSeconds(15);
  private static final Duration POLL = Duration.ofMillis(50);

  private final Optional<Process> process;
  private final ServiceAddress address;

  private ServiceProcess(Optional<Process> process, ServiceAddress address) {
    this.process = process;
    this.address = address;
  }

  /** Takes the service that runs on {@code data} already, and will not stop it. */
  static Optional<ServiceProcess> running(Path data) throws IOException, CommandFailure {
    return Services.find(data).map(address -> new ServiceProcess(Optional.empty(), address));
  }

  /**
   * Starts {@code serve} on a free loopback port and waits until it says where it listens.
   *
   * @param sources folder that specifications may take local files from
   * @throws CommandFailure with the last line of the log when it ends or stays silent
   */
  static ServiceProcess start(Path home, Path data, Path sources, Path log)
      throws IOException, CommandFailure {
    ProcessBuilder command =
        new ProcessBuilder(
            home.resolve("plimsoll").toString(),
            "serve",
            "--data",
            data.toString(),
            "--port",
            "0",
            "--sources",
            sources.toString(),
            "--dev-keys");
    command.environment().put("PLIMSOLL_NO_BUILD", "1");
    command.redirectErrorStream(true).redirectOutput(log.toFile());
    Process process = command.start();
    process.getOutputStream().close();
    try {
      long deadline = System.nanoTime() + START.toNanos();
      while (System.nanoTime() < deadline) {
        if (process.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
          throw failed("ended with exit code " + process.exitValue(), log);
        }
        Optional<ServiceAddress> address = Services.find(data);
        if (address.isPresent()) {
          return new ServiceProcess(Optional.of(process), address.get());
        }
      }
      stop(process);
      throw failed("did not come up within " + START.toSeconds() + " s", log);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
      throw new IOException("interrupted while the service was starting", e);
    }
  }

  ServiceAddress address() {
    return address;
  }

  /** Of the process that was started here; empty for one that ran before. */
  Optional<Long> pid() {
    return process.map(Process::pid);
  }

  /** Asks what was started here to stop and waits; kills it when it does not. */
  void stop() {
    if (process.isEmpty()) {
      return;
    }
    try {
      stop(process.get());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.get().destroyForcibly();
    }
  }

  private static void stop(Process process) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }

  private static CommandFailure failed(String how, Path log) {
    return new CommandFailure(
        ExitCode.EVIDENCE,
        "the service " + how + ": " + lastLine(log) + " (whole log: " + log + ")");
  }

  private static String lastLine(Path log) {
    try (Stream<String> lines = Files.lines(log)) {
      List<String> kept = lines.filter(l -> !l.isBlank()).toList();
      return kept.isEmpty() ? "it said nothing" : kept.getLast();
    } catch (IOException | UncheckedIOException e) {
      return "its log cannot be read";
    }
  }
}
