package dev.plimsoll.cli.service;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.server.BuildConfig;
import dev.plimsoll.server.WorkspaceConfig.AgentFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A service to talk to, and whatever must be closed after that: nothing when it was found running,
 * the service itself when it was started in this process.
 */
public final class Connection implements AutoCloseable {
  private final ServiceClient client;
  private final Closer closer;

  /** Stops what was started. */
  interface Closer {
    void close() throws IOException;
  }

  private Connection(ServiceClient client, Closer closer) {
    this.client = client;
    this.closer = closer;
  }

  /** To a service that somebody else runs. */
  public static Connection to(ServiceAddress address) {
    return new Connection(new ServiceClient(address), () -> {});
  }

  /**
   * To the service that owns {@code data}; when none runs, to one in this process that lives until
   * the connection is closed.
   *
   * @param sources folder that a run may take local files from
   * @param agent what goes into images that are built here
   */
  public static Connection open(Path data, Path sources, Optional<AgentFiles> agent)
      throws IOException, CommandFailure {
    var running = Services.find(data);
    if (running.isPresent()) {
      return to(running.get());
    }
    ServerStarter.Running started =
        ServerStarter.start(
            ServerStarter.Settings.embedded(data, sources, agent, BuildConfig.DEFAULT));
    return new Connection(new ServiceClient(started.address()), started::close);
  }

  /**
   * A service in this process, which nobody else runs on {@code data}; for a caller that closes the
   * connection also when the process is told to end.
   *
   * @param builds how it builds
   */
  public static Connection embedded(
      Path data, Path sources, Optional<AgentFiles> agent, BuildConfig builds)
      throws IOException, CommandFailure {
    ServerStarter.Running started =
        ServerStarter.start(ServerStarter.Settings.embedded(data, sources, agent, builds));
    try {
      started.closedByCaller();
    } catch (IllegalStateException e) {
      throw new IOException("the process is ending", e); // the hook closes what was started
    }
    return new Connection(new ServiceClient(started.address()), started::close);
  }

  public ServiceClient client() {
    return client;
  }

  /** An interrupt waits meanwhile: what was started is stopped in an orderly way all the same. */
  @Override
  public void close() throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      client.close();
      closer.close();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
