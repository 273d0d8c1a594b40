package dev.plimsoll.server;

import dev.plimsoll.formats.PlimsollVersion;
import dev.plimsoll.server.StartupException.Cause;
import dev.plimsoll.server.boot.AddressLimiter;
import dev.plimsoll.server.boot.BootHandler;
import dev.plimsoll.server.boot.BootLimits;
import dev.plimsoll.server.boot.VerdictCounts;
import dev.plimsoll.server.boot.VerdictRecorder;
import dev.plimsoll.server.boot.VerdictService;
import dev.plimsoll.server.bus.RunBus;
import dev.plimsoll.server.evidence.EvidenceCollector.NamedKey;
import dev.plimsoll.server.http.AuditService;
import dev.plimsoll.server.http.HttpApi;
import dev.plimsoll.server.http.Service;
import dev.plimsoll.server.notary.NotaryService;
import dev.plimsoll.server.problem.Blocking;
import dev.plimsoll.server.tuf.TufFront;
import dev.plimsoll.server.ui.CatalogData;
import dev.plimsoll.server.ui.DashboardRoutes;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The service: a {@link Workspace} behind HTTP. Blocking to start and to close; not on an event
 * loop. Order of the start: address, data directory, recovery, listening, {@code service.json}; so
 * whoever finds that file finds a service that answers.
 */
public final class PlimsollServer implements AutoCloseable {
  private static final int STOP_SECONDS = 20;

  private final Vertx vertx;
  private final Workspace workspace;
  private final VerdictRecorder recorder;
  private final Housekeeping housekeeping;
  private final ExecutorService threads;
  private final String address;
  private final int port;
  private final int tlsPort;

  private PlimsollServer(
      Vertx vertx,
      Workspace workspace,
      VerdictRecorder recorder,
      Housekeeping housekeeping,
      ExecutorService threads,
      String address,
      int port,
      int tlsPort) {
    this.tlsPort = tlsPort;
    this.vertx = vertx;
    this.workspace = workspace;
    this.recorder = recorder;
    this.housekeeping = housekeeping;
    this.threads = threads;
    this.address = address;
    this.port = port;
  }

  /**
   * Starts and listens.
   *
   * @throws StartupException with one line that says what is wrong and what to do
   */
  public static PlimsollServer start(ServerConfig config) throws StartupException {
    return start(config, Wiring.real(config.workspace().builds()));
  }

  static PlimsollServer start(ServerConfig config, Wiring wiring) throws StartupException {
    Doors.require(config);
    List<Path> sources = realPaths(config.sources());
    Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    List<AutoCloseable> opened = new ArrayList<>();
    opened.add(() -> vertx.close().toCompletionStage().toCompletableFuture().get());
    try {
      Workspace workspace = Workspace.open(config.workspace(), new RunBus(vertx), wiring);
      opened.add(workspace);
      return listen(config, sources, vertx, workspace, wiring, opened);
    } catch (IOException e) {
      closeAll(opened);
      throw new StartupException(Cause.EVIDENCE, String.valueOf(e.getMessage()), e);
    } catch (StartupException | RuntimeException e) {
      closeAll(opened);
      throw e;
    }
  }

  /** Where the service listens, e.g. {@code http://127.0.0.1:8480}. */
  public String address() {
    return address;
  }

  public int port() {
    return port;
  }

  /** Port of the door with TLS, 0 when there is none. */
  public int tlsPort() {
    return tlsPort;
  }

  public Workspace workspace() {
    return workspace;
  }

  /** Writes the boot verdicts that wait for the next batch; blocking. */
  public void flushVerdicts() throws IOException {
    recorder.flush();
  }

  /** Stops listening, lets answers go out, records what is waiting, stops runs, frees the data. */
  @Override
  public void close() {
    try {
      Files.deleteIfExists(workspace.data().serviceFile());
    } catch (IOException e) {
      System.getLogger(PlimsollServer.class.getName())
          .log(System.Logger.Level.WARNING, "removing service.json: {0}", e.getMessage());
    }
    housekeeping.close();
    try {
      vertx.close().toCompletionStage().toCompletableFuture().get(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      System.getLogger(PlimsollServer.class.getName())
          .log(System.Logger.Level.WARNING, "stopping HTTP", e);
    }
    threads.shutdown();
    recorder.close();
    workspace.close();
  }

  private static PlimsollServer listen(
      ServerConfig config,
      List<Path> sources,
      Vertx vertx,
      Workspace workspace,
      Wiring wiring,
      List<AutoCloseable> opened)
      throws IOException, StartupException {
    BootLimits limits = config.limits();
    VerdictCounts counts = new VerdictCounts();
    VerdictRecorder recorder =
        new VerdictRecorder(
            workspace.journal(), workspace.store(), limits.verdictRows(), limits.verdictBatch());
    opened.add(recorder);
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    Blocking blocking = new Blocking(threads);
    NotaryService notary =
        NotaryService.open(
            config.notary(),
            workspace.data().root().resolve("notary"),
            workspace.data().keys().resolve("notary"),
            wiring.clock());
    Service service = service(workspace, sources, recorder, counts, notary);
    VerdictService verdicts =
        new VerdictService(
            workspace.snapshots(), workspace.verdictKey(), recorder, counts, wiring.clock());
    AddressLimiter limiter =
        new AddressLimiter(limits.perSecond(), limits.burst(), System::nanoTime);
    AtomicInteger inFlight = new AtomicInteger();
    String token = AdminToken.loadOrCreate(workspace.data().adminToken(), new SecureRandom());
    HttpApi.Access access =
        new HttpApi.Access(token, config.host(), config.publicUrl(), config.maxBody());
    HttpServerOptions options = Doors.plain(config);
    CatalogData dashboard =
        new CatalogData(
            workspace.catalog(), workspace.signingKeys().stream().map(NamedKey::key).toList());
    AtomicInteger port = new AtomicInteger();
    AtomicInteger tlsPort = new AtomicInteger();
    Optional<HttpServerOptions> tls = config.tls().map(door -> Doors.tls(config, door));
    deploy(
        config,
        vertx,
        () ->
            new HttpVerticle(
                options,
                v -> {
                  BootHandler boot =
                      new BootHandler(v, verdicts, counts, limiter, limits, inFlight);
                  HttpApi api = new HttpApi(v, service, blocking, boot, access);
                  new DashboardRoutes(dashboard, PlimsollVersion.CURRENT).mount(api.router());
                  return api;
                },
                port,
                tls,
                tlsPort));
    String host = config.host().contains(":") ? "[" + config.host() + "]" : config.host();
    String address = "http://" + host + ":" + port.get();
    ServiceFile.write(workspace.data().serviceFile(), address, wiring.clock().instant());
    Housekeeping housekeeping = Housekeeping.start(workspace, wiring.clock(), notary);
    return new PlimsollServer(
        vertx, workspace, recorder, housekeeping, threads, address, port.get(), tlsPort.get());
  }

  static Service service(
      Workspace workspace, List<Path> sources, VerdictRecorder recorder, VerdictCounts counts)
      throws IOException {
    return service(workspace, sources, recorder, counts, NotaryService.off());
  }

  private static Service service(
      Workspace workspace,
      List<Path> sources,
      VerdictRecorder recorder,
      VerdictCounts counts,
      NotaryService notary)
      throws IOException {
    return new Service(
        workspace.catalog(),
        workspace.engine(),
        workspace.intake(),
        workspace.releases(),
        workspace.promotions(),
        workspace.evidence(),
        workspace.blobs(),
        workspace.tuf(),
        workspace.ceremony(),
        workspace.onlineTufKeys(),
        TufFront.of(workspace.tuf()::metadataFiles, workspace.blobs()),
        notary,
        sources,
        Files.createDirectories(workspace.data().work().resolve("empty")),
        recorder,
        counts,
        workspace.verdictKey().publicKey(),
        workspace.releaseKeys(),
        workspace.signingKeys(),
        new AuditService(workspace.policies()),
        Files.createDirectories(workspace.data().work().resolve("uploads")),
        InstantSource.system());
  }

  private static void deploy(
      ServerConfig config, Vertx vertx, java.util.function.Supplier<HttpVerticle> verticles)
      throws StartupException {
    int instances = Runtime.getRuntime().availableProcessors();
    try {
      vertx
          .deployVerticle(verticles, new DeploymentOptions().setInstances(instances))
          .toCompletionStage()
          .toCompletableFuture()
          .join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof BindException) {
        throw new StartupException(
            Cause.INPUT,
            "port "
                + config.port()
                + " of "
                + config.host()
                + " is in use: stop what listens there, or name another with --port",
            e);
      }
      throw new StartupException(
          Cause.INPUT,
          "cannot listen on " + config.host() + ":" + config.port() + ": " + e.getCause(),
          e);
    }
  }

  private static List<Path> realPaths(List<Path> folders) throws StartupException {
    List<Path> real = new ArrayList<>();
    for (Path folder : folders) {
      try {
        real.add(folder.toRealPath());
      } catch (IOException e) {
        throw new StartupException(
            Cause.INPUT, "source folder " + folder + " cannot be read (--sources)", e);
      }
    }
    return real;
  }

  private static void closeAll(List<AutoCloseable> opened) {
    for (AutoCloseable part : opened.reversed()) {
      try {
        part.close();
      } catch (Exception e) {
        System.getLogger(PlimsollServer.class.getName())
            .log(System.Logger.Level.WARNING, "closing after a failed start", e);
      }
    }
  }
}
