package dev.plimsoll.cli.command;

import dev.plimsoll.cli.boot.BootOutcome;
import dev.plimsoll.cli.boot.BootOutcome.Allowed;
import dev.plimsoll.cli.boot.BootOutcome.Died;
import dev.plimsoll.cli.boot.BootOutcome.Refused;
import dev.plimsoll.cli.boot.BootOutcome.TimedOut;
import dev.plimsoll.cli.boot.BootSpec;
import dev.plimsoll.cli.boot.Console;
import dev.plimsoll.cli.boot.ImageFetcher;
import dev.plimsoll.cli.boot.ImageFiles;
import dev.plimsoll.cli.boot.LocalBoot;
import dev.plimsoll.cli.boot.QemuHost;
import dev.plimsoll.cli.cancel.Cancellable;
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

/** {@code plimsoll boot run IMAGE}: boots a published image, or files of a build, in QEMU. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Boots an image in QEMU: a published one (sha256:…), which asks the service whether it may, or",
      "the files that build wrote: DIR/NAME, or any one of them, such as DIR/NAME-squashfs.img."
    },
    footer = {
      "",
      "Exit codes: 0 booted, or powered itself off; 1 refused, the code is printed; 2 there is no",
      "such image; 4 no answer from the machine, a kernel panic, or no QEMU for it."
    })
public final class BootCommand implements Callable<Integer> {
  private final Context context;

  @Parameters(paramLabel = "IMAGE", description = "sha256:…, DIR/NAME or one of its files")
  private String image = "";

  @Option(
      names = "--host",
      paramLabel = "ID",
      description = "a published image's host name (default: ${DEFAULT-VALUE})")
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
      description = "kill the machine after this (default: 180; with --interactive never)")
  private Optional<Integer> timeout = Optional.empty();

  @Option(names = "--console", description = "show the serial line while the machine runs")
  private boolean console;

  @Option(
      names = "--interactive",
      description = "as --console, and what is typed goes to the machine; Ctrl-C ends it")
  private boolean interactive;

  @Mixin private final MachineFlags machine = new MachineFlags();

  @Mixin private final ConnectOptions connect = new ConnectOptions();

  public BootCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, CommandFailure, FormatException {
    if (timeout.isPresent() && timeout.get() < 1) {
      throw CommandFailure.wrong("--timeout is " + timeout.get() + ", wanted at least 1");
    }
    Path work = connect.data(context).resolve("work").resolve("boot");
    try (Cancellable running = Cancellable.begin(context.terminal().err())) {
      return (image.startsWith("sha256:") ? published(work) : local(work)).code();
    }
  }

  private ExitCode published(Path work) throws IOException, CommandFailure, FormatException {
    Digest digest = Digest.parse(image);
    try (Connection connection = connect.connect(context)) {
      ImageFiles files = new ImageFetcher(connection.client(), work).fetch(digest);
      ImageFiles disk = root.map(files::withRoot).orElse(files);
      int asked = port.orElseGet(() -> connection.client().address().base().getPort());
      BootSpec spec = disk.asking(asked, host, Duration.ofSeconds(180));
      BootSpec sized = machine.sized(spec, limit());
      return tell(new QemuHost(work).boot(sized, console()));
    }
  }

  private ExitCode local(Path work) throws IOException, CommandFailure, FormatException {
    if (root.isPresent() || port.isPresent()) {
      throw CommandFailure.wrong("--root and --verdict-port are for published images (sha256:…)");
    }
    try (LocalBoot boot = LocalBoot.prepare(Path.of(image), work)) {
      BootSpec spec = boot.image().on(machine.on(boot.board()), machine.append(), limit());
      return tellLocal(new QemuHost(work).boot(spec, console()));
    }
  }

  private Optional<Duration> limit() {
    return timeout
        .or(() -> interactive ? Optional.empty() : Optional.of(180))
        .map(Duration::ofSeconds);
  }

  private Console console() {
    return watched() ? new Console(context.terminal().out(), interactive) : Console.UNWATCHED;
  }

  private ExitCode tell(BootOutcome outcome) throws CommandFailure {
    return switch (outcome) {
      case Allowed a -> {
        context.terminal().err().println("boot allowed");
        if (!watched()) {
          context.terminal().out().println(a.output());
        }
        yield ExitCode.DONE;
      }
      case Refused r -> {
        context.terminal().out().println("boot refused: " + r.code());
        yield ExitCode.DENIED;
      }
      case TimedOut t ->
          throw noAnswer(
              "the machine was killed after " + limit().orElseThrow().toSeconds() + " s");
      case Died d ->
          throw noAnswer("the machine ended without an answer (QEMU exit " + d.exitCode() + ")");
    };
  }

  /** An image of files may have nothing in it that answers: to power off is an end as good. */
  private ExitCode tellLocal(BootOutcome outcome) throws CommandFailure {
    if (outcome instanceof Died d && LocalBoot.poweredOff(d)) {
      if (!watched()) {
        context.terminal().out().println(d.console().strip());
      }
      context.terminal().err().println("the machine powered off");
      return ExitCode.DONE;
    }
    if (outcome instanceof Died d && d.exitCode() == 0) {
      throw noAnswer("the kernel panicked");
    }
    if (outcome instanceof Died d) {
      throw noAnswer(
          "QEMU ended with status "
              + d.exitCode()
              + ": "
              + d.console().strip().lines().reduce("", (a, b) -> b));
    }
    if (outcome instanceof TimedOut t && t.console().contains("BOOT-ALLOWED")) {
      context.terminal().err().println("boot allowed; still running when its time was over");
      return ExitCode.DONE;
    }
    return tell(outcome);
  }

  private boolean watched() {
    return console || interactive;
  }

  private CommandFailure noAnswer(String what) {
    return CommandFailure.evidence(what + (watched() ? "" : "; --console shows what it said"));
  }
}
