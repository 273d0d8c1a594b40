package dev.plimsoll.server.notary;

import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonWriter;
import dev.plimsoll.server.problem.Problem;
import dev.plimsoll.signer.notary.ChangeFeed;
import dev.plimsoll.signer.notary.NotaryRefusal;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;

/** Notary's JSON: errors, changes, keys. */
final class NotaryAnswers {
  private NotaryAnswers() {}

  /** Sends {@code {"errors":[{"code","message","detail"}]}}. */
  static void refuse(RoutingContext ctx, NotaryRefusal refusal) {
    JsonObject detail =
        refusal.code() == NotaryRefusal.Code.INVALID_UPDATE
            ? JsonObject.builder()
                .put("Name", refusal.flaw().wire())
                .put("Error", JsonObject.builder().put("Msg", refusal.getMessage()).build())
                .build()
            : JsonObject.builder().build();
    JsonObject error =
        JsonObject.builder()
            .put("code", refusal.code().name())
            .put("message", refusal.getMessage())
            .put("detail", detail)
            .build();
    json(ctx, status(refusal), JsonObject.builder().put("errors", List.of(error)).build());
  }

  private static int status(NotaryRefusal refusal) {
    return switch (refusal.code()) {
      case GENERIC_NOT_FOUND, METADATA_NOT_FOUND -> 404;
      case UNAUTHORIZED -> 401;
      case DENIED -> 403;
      case UPDATING -> 409;
      case TOO_LARGE -> 413;
      case INVALID_GUN,
          INVALID_PARAMETERS,
          INVALID_ROLE,
          INVALID_UPDATE,
          MALFORMED_JSON,
          MALFORMED_UPLOAD,
          NO_FILENAME,
          VERSION ->
          400;
    };
  }

  static void json(RoutingContext ctx, int status, JsonValue value) {
    Buffer body = Buffer.buffer(JsonWriter.compact(value).toArray());
    ctx.response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
    if (HttpMethod.HEAD.equals(ctx.request().method())) {
      ctx.response().putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length())).end();
    } else {
      ctx.response().end(body);
    }
  }

  static JsonObject feed(List<ChangeFeed.Change> changes) {
    List<JsonObject> records =
        changes.stream()
            .map(
                c ->
                    JsonObject.builder()
                        .put("ID", Long.toString(c.id()))
                        .put("CreatedAt", c.at().toString())
                        .put("GUN", c.gun().name())
                        .put("Version", c.timestamp().map(t -> t.version()).orElse(0L))
                        .put("SHA256", ChangeFeed.sha256(c))
                        .put("Category", c.timestamp().isPresent() ? "update" : "deletion")
                        .build())
            .toList();
    return JsonObject.builder().put("count", records.size()).put("records", records).build();
  }

  /** Goes on, or says that there is no Notary here. */
  static void whereOn(
      NotaryService service, RoutingContext ctx, Handler<NotaryService.Parts> then) {
    Optional<NotaryService.Parts> parts = service.parts();
    if (parts.isPresent()) {
      then.handle(parts.get());
    } else {
      Problem.of(404, "not-found", "this service does not speak Notary (serve --notary)")
          .send(ctx.response());
    }
  }
}
