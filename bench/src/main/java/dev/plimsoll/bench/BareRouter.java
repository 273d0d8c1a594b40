package dev.plimsoll.bench;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;

/**
 * What Vert.x can do on this machine: a router with one route that answers GET with 500 bytes from
 * memory, on as many event loops as the service has. The limit that boot verdicts are measured
 * against.
 *
 * <p>Argument: the port. Prints {@code READY}; runs until it is killed.
 */
public final class BareRouter {
  private static final Buffer BODY = Buffer.buffer("x".repeat(500));

  private BareRouter() {}

  public static void main(String[] args) throws Exception {
    int port = Integer.parseInt(args[0]);
    Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    vertx
        .deployVerticle(
            () -> new Listener(port),
            new DeploymentOptions().setInstances(Runtime.getRuntime().availableProcessors()))
        .toCompletionStage()
        .toCompletableFuture()
        .get();
    System.out.println("READY");
  }

  private static final class Listener extends VerticleBase {
    private final int port;

    Listener(int port) {
      this.port = port;
    }

    @Override
    public Future<?> start() {
      Router router = Router.router(vertx);
      router.get("/bare").handler(ctx -> ctx.response().end(BODY));
      return vertx
          .createHttpServer(
              new HttpServerOptions()
                  .setHost("127.0.0.1")
                  .setPort(port)
                  .setTcpNoDelay(true)
                  .setAcceptBacklog(4096))
          .requestHandler(router)
          .listen();
    }
  }
}
