package dev.plimsoll.cli.command;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.cli.service.ServerStarter;
import dev.plimsoll.cli.terminal.Context;
import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.progress.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code plimsoll serve}: the service, in the foreground, until SIGTERM or SIGINT. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description = {
      "Runs the service in the foreground until SIGTERM or SIGINT. Its log goes to stderr. Binds",
      "loopback only: put a TLS proxy with authentication before it for anything else."
    },
    footer = {
      "",
      "Exit codes: 0 stopped; 2 the port is taken, or another service owns the directory;",
      "4 database, keys or repository cannot be read."
    })
public final class ServeCommand implements Callable<Integer> {
  private final Context context;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "state directory (default: PLIMSOLL_DATA, else ~/.local/state/plimsoll)")
  private Optional<Path> data = Optional.empty();

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = "loopback address to bind (default: ${DEFAULT-VALUE})")
  private String host = "127.0.0.1";

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "0 for any free one (default: ${DEFAULT-VALUE})")
  private int port = 8480;

  @Option(
      names = "--sources",
      paramLabel = "DIR",
      description = "folder that specifications may take local files from; repeatable")
  private List<Path> sources = List.of();

  @Option(
      names = "--policy",
      paramLabel = "POLICY",
      description =
          "for runs that name none; repeatable (default: baseline, kernel-hardening, image-tree)")
  private List<String> policies = List.of();

  @Option(
      names = "--public-url",
      paramLabel = "URL",
      description = "how hosts reach the service, when that is not host and port")
  private Optional<String> publicUrl = Optional.empty();

  @Option(
      names = "--dev-keys",
      description = "make development stand-ins for the offline keys when there are none")
  private boolean developmentKeys;

  @Mixin private final ServiceFlags builds = new ServiceFlags();

  @Mixin private final NotaryFlags faces = new NotaryFlags();

  public ServeCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException, CommandFailure, FormatException {
    if (port < 0 || port > 65_535) {
      throw CommandFailure.wrong("--port is " + port + ", wanted 0 to 65535");
    }
    for (Path folder : sources) {
      if (!Files.isDirectory(folder)) {
        throw CommandFailure.wrong("--sources " + folder + ": no such directory");
      }
    }
    System.setProperty("plimsoll.log", "INFO");
    Terminal terminal = context.terminal();
    try (ServerStarter.Running running =
        ServerStarter.start(
            new ServerStarter.Settings(
                context.dataDirectory(data),
                host,
                port,
                sources.stream().map(s -> s.toAbsolutePath().normalize()).toList(),
                policies,
                publicUrl,
                developmentKeys
                    ? ServerStarter.OfflineKeys.DEVELOPMENT
                    : ServerStarter.OfflineKeys.REQUIRED,
                BootAgentFiles.find(context),
                builds.builds(Progress.SILENT),
                faces.faces()))) {
      running.notices().forEach(n -> terminal.err().println(terminal.paint().red("note: ") + n));
      terminal.err().println("plimsoll serves " + running.address());
      if (running.tlsPort() > 0) {
        terminal.err().println("and, with TLS, port " + running.tlsPort() + " of " + host);
      }
      running.awaitStop();
    }
    return 0;
  }
}
