package dev.plimsoll.server.http;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonWriter;
import dev.plimsoll.pipeline.Catalog;
import dev.plimsoll.pipeline.RunId;
import dev.plimsoll.server.problem.ProblemException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;

/** Parameters in, JSON out. */
final class Answers {
  private static final int DEFAULT_PAGE = 50;

  private Answers() {}

  static void json(RoutingContext ctx, int status, JsonValue value) {
    ctx.response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
    end(ctx, JsonWriter.compact(value));
  }

  /** Ends the response with the body, or without it for HEAD. */
  static void end(RoutingContext ctx, Bytes body) {
    if (HttpMethod.HEAD.equals(ctx.request().method())) {
      ctx.response().putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.size())).end();
    } else {
      ctx.response().end(Buffer.buffer(body.toArray()));
    }
  }

  static byte[] body(RoutingContext ctx) {
    Buffer body = ctx.body().buffer();
    return body == null ? new byte[0] : body.getBytes();
  }

  static RunId runId(RoutingContext ctx) throws ProblemException {
    try {
      return RunId.parse(String.valueOf(ctx.pathParam("id")));
    } catch (FormatException e) {
      throw new ProblemException(404, "run-unknown", e.getMessage());
    }
  }

  static Digest digest(RoutingContext ctx) throws ProblemException {
    try {
      return Digest.parse(String.valueOf(ctx.pathParam("digest")));
    } catch (FormatException e) {
      throw new ProblemException(400, "digest", e.getMessage());
    }
  }

  /** {@code ?limit=}, 1 to {@link Catalog#MAX_PAGE}, else 50. */
  static int limit(RoutingContext ctx) throws ProblemException {
    long limit = number(ctx, "limit", DEFAULT_PAGE);
    if (limit < 1 || limit > Catalog.MAX_PAGE) {
      throw new ProblemException(
          400, "parameter", "limit is " + limit + ", wanted 1 to " + Catalog.MAX_PAGE);
    }
    return (int) limit;
  }

  /** {@code ?after=} of lists that are paged by run. */
  static Optional<RunId> afterRun(RoutingContext ctx) throws ProblemException {
    List<String> after = ctx.queryParam("after");
    if (after.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(RunId.parse(after.getFirst()));
    } catch (FormatException e) {
      throw new ProblemException(400, "parameter", "after: " + e.getMessage());
    }
  }

  static long number(RoutingContext ctx, String name, long otherwise) throws ProblemException {
    List<String> values = ctx.queryParam(name);
    if (values.isEmpty()) {
      return otherwise;
    }
    try {
      return Long.parseLong(values.getFirst());
    } catch (NumberFormatException e) {
      throw new ProblemException(
          400,
          "parameter",
          name + " is " + FormatException.quote(values.getFirst()) + ", wanted a number");
    }
  }
}
