package dev.plimsoll.cli.command;

import dev.plimsoll.cli.boot.BootOutcome;
import dev.plimsoll.cli.boot.BootOutcome.Allowed;
import dev.plimsoll.cli.boot.BootOutcome.Died;
import dev.plimsoll.cli.boot.BootOutcome.Refused;
import dev.plimsoll.cli.boot.BootOutcome.TimedOut;
import dev.plimsoll.cli.boot.ImageFetcher;
import dev.plimsoll.cli.boot.ImageFiles;
import dev.plimsoll.cli.boot.QemuHost;
import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.cli.outcome.ExitCode;
import dev.plimsoll.cli.service.Connection;
import dev.plimsoll.cli.terminal.Context;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code plimsoll boot run DIGEST}: boots a published image in QEMU. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = "Boots a published image in QEMU, which asks the service whether it may.",
    footer = {
      "",
      "Exit codes: 0 booted; 1 refused, the code is printed; 4 no answer from the machine."
    })
public final class BootCommand implements Callable<Integer> {
  private final Context context;

  @Parameters(paramLabel = "DIGEST", description = "the image, sha256:…")
  private String digest = "";

  @Option(
      names = "--host",
      paramLabel = "ID",
      description = "the host's name (default: ${DEFAULT-VALUE})")
  private String host = "qemu";

  @Option(
      names = "--root",
      paramLabel = "FILE",
      description = "another root disk than the published one")
  private Optional<Path> root = Optional.empty();

  @Option(
      names = "--verdict-port",
      paramLabel = "PORT",
      description = "loopback port that the machine asks for a verdict (default: the service's)")
  private Optional<Integer> port = Optional.empty();

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "kill the machine after this (default: ${DEFAULT-VALUE})")
  private int timeout = 180;

  @Option(names = "--console", description = "print everything that came over the serial line")
  private boolean console;

  @Mixin private final ConnectOptions connect = new ConnectOptions();

  public BootCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, CommandFailure, FormatException {
    Digest image = Digest.parse(digest);
    Path work = connect.data(context).resolve("work").resolve("boot");
    try (Connection connection = connect.connect(context)) {
      ImageFiles files = new ImageFetcher(connection.client(), work).fetch(image);
      ImageFiles disk = root.map(files::withRoot).orElse(files);
      int asked = port.orElseGet(() -> connection.client().address().base().getPort());
      BootOutcome outcome =
          new QemuHost(work).boot(disk.asking(asked, host, Duration.ofSeconds(timeout)));
      if (console) {
        context.terminal().out().println(outcome.console());
      }
      return tell(outcome).code();
    }
  }

  private ExitCode tell(BootOutcome outcome) throws CommandFailure {
    return switch (outcome) {
      case Allowed a -> {
        context.terminal().err().println("boot allowed");
        if (!console) {
          context.terminal().out().println(a.output());
        }
        yield ExitCode.DONE;
      }
      case Refused r -> {
        context.terminal().out().println("boot refused: " + r.code());
        yield ExitCode.DENIED;
      }
      case TimedOut t ->
          throw CommandFailure.evidence(
              "the machine was killed after " + timeout + " s; --console shows what it said");
      case Died d ->
          throw CommandFailure.evidence(
              "the machine ended without an answer (QEMU exit "
                  + d.exitCode()
                  + "); --console shows what it said");
    };
  }
}
