package dev.plimsoll.cli.service;

import dev.plimsoll.cli.outcome.CommandFailure;
import dev.plimsoll.cli.outcome.ExitCode;
import dev.plimsoll.server.BuildConfig;
import dev.plimsoll.server.PlimsollServer;
import dev.plimsoll.server.ServerConfig;
import dev.plimsoll.server.StartupException;
import dev.plimsoll.server.TlsConfig;
import dev.plimsoll.server.WorkspaceConfig;
import dev.plimsoll.server.WorkspaceConfig.AgentFiles;
import dev.plimsoll.server.WorkspaceConfig.DevelopmentKeys;
import dev.plimsoll.server.notary.NotaryConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** Starts the service in this process: for {@code serve}, and for commands that find none. */
public final class ServerStarter {
  private ServerStarter() {}

  /**
   * What the user said of the service.
   *
   * @param port 0 for any free one
   * @param sources absolute folders that specifications may take local files from
   * @param policies for runs that name none; empty: the shipped default
   * @param agent goes into images; empty: images without boot agent
   * @param builds how runs build
   * @param faces what else the service speaks
   */
  public record Settings(
      Path data,
      String host,
      int port,
      List<Path> sources,
      List<String> policies,
      Optional<String> publicUrl,
      OfflineKeys offlineKeys,
      Optional<AgentFiles> agent,
      BuildConfig builds,
      Faces faces) {
    public Settings {
      sources = List.copyOf(sources);
      policies = List.copyOf(policies);
    }

    /** Settings whose runs build by the defaults. */
    public Settings(
        Path data,
        String host,
        int port,
        List<Path> sources,
        List<String> policies,
        Optional<String> publicUrl,
        OfflineKeys offlineKeys,
        Optional<AgentFiles> agent) {
      this(
          data,
          host,
          port,
          sources,
          policies,
          publicUrl,
          offlineKeys,
          agent,
          BuildConfig.DEFAULT,
          Faces.PLAIN);
    }

    /** A free loopback port and everything else by default, for the time of one command. */
    static Settings embedded(
        Path data, Path sources, Optional<AgentFiles> agent, BuildConfig builds) {
      return new Settings(
          data,
          "127.0.0.1",
          0,
          List.of(sources),
          List.of(),
          Optional.empty(),
          OfflineKeys.DEVELOPMENT,
          agent,
          builds,
          Faces.PLAIN);
    }
  }

  /**
   * What a service speaks besides its own API.
   *
   * @param tls a second door; empty: none
   */
  public record Faces(NotaryConfig notary, Optional<TlsConfig> tls) {
    static final Faces PLAIN = new Faces(NotaryConfig.OFF, Optional.empty());
  }

  /** What to do when a new data directory has no keys for root, targets and release. */
  public enum OfflineKeys {
    /** Make stand-ins, and say so. */
    DEVELOPMENT,
    /** Refuse to start. */
    REQUIRED
  }

  /** A running service of this process. */
  public static final class Running implements AutoCloseable {
    private final PlimsollServer server;
    private final ServiceAddress address;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread atExit = new Thread(this::stop, "stop-service");

    private Running(PlimsollServer server, ServiceAddress address) {
      this.server = server;
      this.address = address;
      Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** The caller closes this also when the process is told to end. */
    Running closedByCaller() {
      Runtime.getRuntime().removeShutdownHook(atExit);
      return this;
    }

    public ServiceAddress address() {
      return address;
    }

    /** Lines that people must see, such as that development keys were made. */
    public List<String> notices() {
      return server.workspace().notices();
    }

    /** Port of the door with TLS, 0 when there is none. */
    public int tlsPort() {
      return server.tlsPort();
    }

    /** Blocks until SIGTERM, SIGINT or {@link #close}. */
    public void awaitStop() {
      try {
        stopped.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private synchronized void stop() {
      if (stopped.getCount() > 0) {
        server.close();
        stopped.countDown();
      }
    }

    @Override
    public void close() {
      stop();
    }
  }

  /** Starts and listens. */
  public static Running start(Settings settings) throws IOException, CommandFailure {
    WorkspaceConfig workspace =
        WorkspaceConfig.of(settings.data())
            .withAgent(settings.agent())
            .withBuilds(settings.builds())
            .withDevelopmentKeys(
                settings.offlineKeys() == OfflineKeys.DEVELOPMENT
                    ? DevelopmentKeys.CREATE
                    : DevelopmentKeys.REFUSE);
    if (!settings.policies().isEmpty()) {
      workspace = workspace.withPolicies(settings.policies());
    }
    try {
      PlimsollServer server =
          PlimsollServer.start(
              ServerConfig.of(workspace)
                  .withHost(settings.host())
                  .withPort(settings.port())
                  .withSources(settings.sources())
                  .withPublicUrl(settings.publicUrl())
                  .withNotary(settings.faces().notary())
                  .withTls(settings.faces().tls()));
      return new Running(
          server,
          new ServiceAddress(URI.create(server.address()), Services.token(settings.data())));
    } catch (StartupException e) {
      throw new CommandFailure(
          ExitCode.of(e.reason().exitCode()), String.valueOf(e.getMessage()), e);
    }
  }
}
