package dev.plimsoll.server;

import dev.plimsoll.server.http.HttpApi;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** One event loop's HTTP server; all instances share the port. */
final class HttpVerticle extends VerticleBase {
  private static final int GRACE_SECONDS = 5;

  private final HttpServerOptions options;
  private final Function<Vertx, HttpApi> api;
  private final AtomicInteger port;
  private final Optional<HttpServerOptions> tls;
  private final AtomicInteger tlsPort;
  private final List<HttpServer> servers = new ArrayList<>();

  /**
   * Listens when it is deployed.
   *
   * @param port is set to the port that was bound
   * @param tls of the second door
   * @param tlsPort is set to the second door's port
   */
  HttpVerticle(
      HttpServerOptions options,
      Function<Vertx, HttpApi> api,
      AtomicInteger port,
      Optional<HttpServerOptions> tls,
      AtomicInteger tlsPort) {
    this.tls = tls;
    this.tlsPort = tlsPort;
    this.options = options;
    this.api = api;
    this.port = port;
  }

  @Override
  public Future<?> start() {
    HttpApi handler = api.apply(vertx);
    List<Future<HttpServer>> doors = new ArrayList<>();
    doors.add(listen(options, handler, port));
    tls.ifPresent(door -> doors.add(listen(door, handler, tlsPort)));
    return Future.join(doors);
  }

  private Future<HttpServer> listen(HttpServerOptions door, HttpApi handler, AtomicInteger bound) {
    return vertx
        .createHttpServer(door)
        .requestHandler(handler)
        .listen()
        .onSuccess(
            server -> {
              bound.set(server.actualPort());
              servers.add(server);
            });
  }

  @Override
  public Future<?> stop() {
    return Future.join(
        servers.stream().map(s -> s.shutdown(GRACE_SECONDS, TimeUnit.SECONDS)).toList());
  }
}
