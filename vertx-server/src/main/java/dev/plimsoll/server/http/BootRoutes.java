package dev.plimsoll.server.http;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.pipeline.BootVerdictRow;
import dev.plimsoll.server.boot.BootHandler;
import dev.plimsoll.server.problem.Blocking;
import dev.plimsoll.server.problem.ProblemException;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Keys and recorded verdicts, for people; the verdict itself is {@link BootHandler}. */
final class BootRoutes {
  private final Service service;
  private final Blocking blocking;
  private final BootHandler verdicts;

  BootRoutes(Service service, Blocking blocking, BootHandler verdicts) {
    this.service = service;
    this.blocking = blocking;
    this.verdicts = verdicts;
  }

  void mount(Router router) {
    router.post(BootHandler.PATH).handler(ctx -> verdicts.handle(ctx.request()));
    router.get("/v1/boot/keys").handler(this::keys);
    router.get("/v1/boot/verdicts").handler(this::rows);
  }

  /** Never trusted by hosts: they have theirs pinned. */
  private void keys(RoutingContext ctx) {
    List<JsonValue> signing = new ArrayList<>();
    service
        .signing()
        .forEach(
            k ->
                signing.add(
                    JsonObject.builder()
                        .put("name", k.role())
                        .put("keyid", k.key().keyId())
                        .put("pem", k.key().toPem().utf8())
                        .build()));
    JsonObject verdict =
        JsonObject.builder()
            .put("keyid", service.verdictKey().keyId())
            .put("pem", service.verdictKey().toPem().utf8())
            .build();
    Answers.json(
        ctx,
        200,
        JsonObject.builder()
            .put("verdict", List.of(verdict))
            .put("releasePem", service.releaseKeys().utf8())
            .put("signing", signing)
            .build());
  }

  private void rows(RoutingContext ctx) {
    blocking.call(
        ctx,
        () -> {
          int limit = Answers.limit(ctx);
          List<BootVerdictRow> rows =
              service.catalog().verdicts(image(ctx), Answers.number(ctx, "after", 0), limit);
          List<JsonValue> items = new ArrayList<>();
          rows.forEach(r -> items.add(ImageJson.verdict(r)));
          return Pages.of(
              items,
              rows.size() == limit
                  ? Optional.of(Long.toString(rows.getLast().number()))
                  : Optional.empty());
        },
        page -> Answers.json(ctx, 200, page));
  }

  private static Optional<Digest> image(RoutingContext ctx) throws ProblemException {
    List<String> values = ctx.queryParam("image");
    if (values.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Digest.parse(values.getFirst()));
    } catch (FormatException e) {
      throw new ProblemException(400, "parameter", "image: " + e.getMessage());
    }
  }
}
