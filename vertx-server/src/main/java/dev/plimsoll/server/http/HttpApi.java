package dev.plimsoll.server.http;

import dev.plimsoll.server.boot.BootHandler;
import dev.plimsoll.server.notary.NotaryRoutes;
import dev.plimsoll.server.notary.ProposalRoutes;
import dev.plimsoll.server.problem.Blocking;
import dev.plimsoll.server.problem.Problem;
import dev.plimsoll.server.tuf.TufHandler;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.HttpException;
import java.lang.System.Logger;
import java.util.Optional;

/**
 * All routes of one event loop. Boot verdicts and TUF metadata are answered before the router is
 * asked: there a microsecond counts.
 */
public final class HttpApi implements Handler<HttpServerRequest> {
  private static final Logger LOG = System.getLogger(HttpApi.class.getName());

  private final Router router;
  private final BootHandler verdicts;
  private final TufHandler tuf;
  private final NotaryRoutes notary;

  /**
   * Access rules and limits.
   *
   * @param token the admin token
   * @param maxBody bytes of a request body
   */
  public record Access(String token, String host, Optional<String> publicUrl, int maxBody) {}

  public HttpApi(
      Vertx vertx, Service service, Blocking blocking, BootHandler verdicts, Access access) {
    this.verdicts = verdicts;
    this.tuf = new TufHandler(vertx, service.front());
    this.notary = new NotaryRoutes(service.notary(), blocking);
    this.router = Router.router(vertx);
    BodyHandler body = BodyHandler.create(false).setBodyLimit(access.maxBody());
    router.route().handler(new AccessGuard(access.token(), access.host(), access.publicUrl()));
    new RunRoutes(service, blocking).mount(router, body);
    new AuditRoutes(service.audits(), blocking, service.uploads(), service.clock()).mount(router);
    new EventRoutes(service, blocking).mount(router);
    new ImageRoutes(service, blocking).mount(router);
    new ReleaseRoutes(service, blocking).mount(router, body);
    new BootRoutes(service, blocking, verdicts).mount(router);
    new TufRoutes(service, blocking, tuf).mount(router);
    new SigningEventRoutes(service, blocking).mount(router, body);
    new TufChangesRoutes(service, blocking).mount(router);
    notary.mount(router);
    new ProposalRoutes(service.notary(), blocking).mount(router);
    new ReportRoutes(service, blocking).mount(router);
    new OperationRoutes(service, blocking).mount(router);
    router.errorHandler(400, ctx -> fail(ctx, 400, "bad-request", "the request is malformed"));
    router.errorHandler(404, ctx -> fail(ctx, 404, "not-found", "there is nothing at this path"));
    router.errorHandler(
        405, ctx -> fail(ctx, 405, "method-not-allowed", "this path has no such method"));
    router.errorHandler(406, ctx -> fail(ctx, 406, "not-acceptable", "no such form"));
    router.errorHandler(
        413,
        ctx ->
            fail(ctx, 413, "body-too-large", "a body has at most " + access.maxBody() + " bytes"));
    router.errorHandler(
        415, ctx -> fail(ctx, 415, "media-type", "this path takes no such content type"));
    router.errorHandler(500, HttpApi::broken);
  }

  /** For further routes, such as the dashboard's. */
  public Router router() {
    return router;
  }

  @Override
  public void handle(HttpServerRequest request) {
    String path = String.valueOf(request.path());
    if (BootHandler.PATH.equals(path)) {
      verdicts.handle(request);
    } else if (TufHandler.takes(path)) {
      tuf.handle(request);
    } else if (!NotaryRoutes.takes(path) || !notary.tryNow(request, path)) {
      router.handle(request);
    }
  }

  private static void fail(RoutingContext ctx, int status, String code, String detail) {
    Problem.of(status, code, detail).send(ctx.response());
  }

  private static void broken(RoutingContext ctx) {
    Throwable failure = ctx.failure();
    if (failure instanceof HttpException e && e.getStatusCode() < 500) {
      fail(ctx, e.getStatusCode(), "bad-request", "the request is malformed");
      return;
    }
    LOG.log(Logger.Level.ERROR, ctx.request().method() + " " + ctx.request().path(), failure);
    fail(ctx, 500, "internal", "a bug of ours; the service's log says where");
  }
}
