package dev.plimsoll.server.http;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.server.problem.Problem;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.nio.file.Path;

/** Content with an entity tag: 200, 304, or the head alone (RFC 9110 §13.1.2). */
final class Caching {
  static final String IMMUTABLE = "public, max-age=31536000, immutable";
  static final String REVALIDATE = "no-cache";

  private Caching() {}

  /** Sends bytes from memory. */
  static void send(
      RoutingContext ctx, Bytes body, Digest digest, String mediaType, String cacheControl) {
    if (notModified(ctx, digest, cacheControl)) {
      return;
    }
    ctx.response().putHeader(HttpHeaders.CONTENT_TYPE, mediaType);
    Answers.end(ctx, body);
  }

  /** Sends a file whose content is known to have the digest. */
  static void sendFile(RoutingContext ctx, Digest digest, Path path) {
    if (notModified(ctx, digest, IMMUTABLE)) {
      return;
    }
    ctx.response().putHeader(HttpHeaders.CONTENT_TYPE, "application/octet-stream");
    if (HttpMethod.HEAD.equals(ctx.request().method())) {
      ctx.response()
          .putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(path.toFile().length()))
          .end();
      return;
    }
    ctx.response()
        .sendFile(path.toString())
        .onFailure(
            e -> Problem.of(503, "storage", "the blob cannot be read now").send(ctx.response()));
  }

  private static boolean notModified(RoutingContext ctx, Digest digest, String cacheControl) {
    String tag = "\"" + digest + "\"";
    ctx.response()
        .putHeader(HttpHeaders.ETAG, tag)
        .putHeader(HttpHeaders.CACHE_CONTROL, cacheControl);
    if (!matches(ctx.request(), tag)) {
      return false;
    }
    ctx.response().setStatusCode(304).end();
    return true;
  }

  private static boolean matches(HttpServerRequest request, String tag) {
    String given = request.getHeader(HttpHeaders.IF_NONE_MATCH);
    if (given == null) {
      return false;
    }
    for (String one : given.split(",", -1)) {
      String bare = one.strip();
      if (bare.equals("*") || bare.equals(tag) || bare.equals("W/" + tag)) {
        return true;
      }
    }
    return false;
  }
}
