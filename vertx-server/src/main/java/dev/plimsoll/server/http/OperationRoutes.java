package dev.plimsoll.server.http;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.server.problem.Blocking;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Health, metrics and the description of this API (OpenAPI 3.1). */
final class OperationRoutes {
  private final Service service;
  private final Blocking blocking;
  private final Bytes openApi = load("/openapi.json");

  OperationRoutes(Service service, Blocking blocking) {
    this.service = service;
    this.blocking = blocking;
  }

  void mount(Router router) {
    router.get("/healthz").handler(OperationRoutes::ok);
    router.get("/readyz").handler(this::ready);
    router.get("/metrics").handler(this::metrics);
    router.get("/openapi.json").handler(this::describe);
  }

  private static void ok(RoutingContext ctx) {
    Answers.json(ctx, 200, JsonObject.builder().put("status", "ok").build());
  }

  /** Ready when the database answers. */
  private void ready(RoutingContext ctx) {
    blocking.call(ctx, () -> service.catalog().runs(Optional.empty(), 1), rows -> ok(ctx));
  }

  private void describe(RoutingContext ctx) {
    Caching.send(ctx, openApi, openApi.digest(), "application/json", Caching.REVALIDATE);
  }

  private void metrics(RoutingContext ctx) {
    ctx.response().putHeader(HttpHeaders.CONTENT_TYPE, Metrics.MEDIA_TYPE);
    Answers.end(ctx, Bytes.ofUtf8(Metrics.text(service)));
  }

  private static Bytes load(String resource) {
    try (InputStream in = OperationRoutes.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("resource " + resource + " is missing");
      }
      return Bytes.copyOf(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
