package dev.plimsoll.cli.command;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.cli.service.Connection;
import dev.plimsoll.cli.service.ServiceAddress;
import dev.plimsoll.cli.service.Services;
import dev.plimsoll.cli.terminal.Context;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.progress.Progress;
import dev.plimsoll.server.BuildConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which service a command talks to: {@code --server}, else the one of the data directory. */
final class ConnectOptions {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "state directory (default: PLIMSOLL_DATA, else ~/.local/state/plimsoll)")
  private Optional<Path> data = Optional.empty();

  @Option(
      names = "--server",
      paramLabel = "URL",
      description = "a service elsewhere; its token comes from PLIMSOLL_TOKEN")
  private Optional<URI> server = Optional.empty();

  Path data(Context context) {
    return context.dataDirectory(data);
  }

  /** Whether a service was named that need not own {@code --data}. */
  boolean elsewhere() {
    return server.isPresent();
  }

  /** The running service, or one in this process when none runs. */
  Connection connect(Context context, Path sources) throws IOException, CommandFailure {
    if (server.isPresent()) {
      return Connection.to(remote(context));
    }
    return Connection.open(data(context), sources, BootAgentFiles.find(context));
  }

  /**
   * As above, for a run that may be cancelled.
   *
   * @param flags how a service in this process builds; a service that runs already has its own
   *     ways, so options about them are refused
   */
  Connection connect(Context context, Path sources, ServiceFlags flags, Progress progress)
      throws IOException, CommandFailure, FormatException {
    BuildConfig builds = flags.builds(progress);
    Optional<ServiceAddress> running =
        server.isPresent() ? Optional.of(remote(context)) : Services.find(data(context));
    if (running.isEmpty()) {
      return Connection.embedded(data(context), sources, BootAgentFiles.find(context), builds);
    }
    if (flags.given()) {
      throw CommandFailure.wrong(
          "the service at "
              + running.get()
              + " builds as it was started; give --mirror, --plain-http, --offline, --trust-key and"
              + " --layer-limits to its \"serve\"");
    }
    return Connection.to(running.get());
  }

  Connection connect(Context context) throws IOException, CommandFailure {
    return connect(context, Path.of("").toAbsolutePath());
  }

  private ServiceAddress remote(Context context) throws IOException, CommandFailure {
    URI uri = server.orElseThrow();
    boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
    if (!http || uri.getHost() == null) {
      throw CommandFailure.wrong("--server is \"" + uri + "\", wanted http://HOST:PORT");
    }
    Optional<String> token =
        Optional.ofNullable(context.terminal().environment().get("PLIMSOLL_TOKEN"));
    if (token.isEmpty() && data.isPresent()) {
      token = Services.token(data(context));
    }
    String text = uri.toString();
    return new ServiceAddress(
        text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : uri, token);
  }
}
