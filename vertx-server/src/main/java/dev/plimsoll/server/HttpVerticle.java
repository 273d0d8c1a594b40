package dev.plimsoll.server;

import dev.plimsoll.server.http.HttpApi;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** One event loop's HTTP server; all instances share the port. */
final class HttpVerticle extends VerticleBase {
  private static final int GRACE_SECONDS = 5;

  private final HttpServerOptions options;
  private final Function<Vertx, HttpApi> api;
  private final AtomicInteger port;

  /**
   * Listens when it is deployed.
   *
   * @param port is set to the port that was bound
   */
  HttpVerticle(HttpServerOptions options, Function<Vertx, HttpApi> api, AtomicInteger port) {
    this.options = options;
    this.api = api;
    this.port = port;
  }

  @Override
  public Future<?> start() {
    return vertx
        .createHttpServer(options)
        .requestHandler(api.apply(vertx))
        .listen()
        .onSuccess(this::bound);
  }

  private void bound(HttpServer server) {
    port.set(server.actualPort());
    context.put("server", server);
  }

  @Override
  public Future<?> stop() {
    HttpServer server = context.get("server");
    return server == null
        ? Future.succeededFuture()
        : server.shutdown(GRACE_SECONDS, TimeUnit.SECONDS);
  }
}
