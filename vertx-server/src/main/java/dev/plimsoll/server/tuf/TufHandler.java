package dev.plimsoll.server.tuf;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.boot.ReleaseStatement;
import dev.plimsoll.server.problem.Problem;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.lang.System.Logger;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * {@code /tuf/metadata/*} and {@code /v1/boot/roles/*}, answered on the event loop before the
 * router is asked: fleets poll the one, whole racks boot by the other.
 */
public final class TufHandler implements Handler<HttpServerRequest> {
  public static final String METADATA = "/tuf/metadata/";
  public static final String ROLES = "/v1/boot/roles/";

  private static final Logger LOG = System.getLogger(TufHandler.class.getName());

  private final Vertx vertx;
  private final TufFront front;

  public TufHandler(Vertx vertx, TufFront front) {
    this.vertx = vertx;
    this.front = front;
  }

  /** Whether the path is one of ours. */
  public static boolean takes(String path) {
    return path.startsWith(METADATA) || path.startsWith(ROLES);
  }

  @Override
  public void handle(HttpServerRequest request) {
    HttpMethod method = request.method();
    if (method != HttpMethod.GET && method != HttpMethod.HEAD) {
      request.response().putHeader(HttpHeaders.ALLOW, "GET, HEAD");
      problem(request, 405, "method-not-allowed", "this path has no such method");
      return;
    }
    String path = String.valueOf(request.path());
    if (path.startsWith(METADATA)) {
      metadata(request, path.substring(METADATA.length()));
    } else if (path.startsWith(ROLES)) {
      role(request, path.substring(ROLES.length()));
    } else { // a path with dots that the router has made into one of ours
      problem(request, 404, "not-found", "no such file in the TUF repository");
    }
  }

  private void metadata(HttpServerRequest request, String segment) {
    Optional<CompletableFuture<ServedFile>> file = front.metadata(fileName(segment));
    if (file.isEmpty()) {
      problem(request, 404, "not-found", "no such file in the TUF repository");
      return;
    }
    whenDone(request, file.get(), f -> f.send(request));
  }

  /**
   * Role names in file names are percent-quoted, and clients quote that again or not: what is asked
   * for is decoded and quoted anew, so that a slash in it is never one of a path.
   */
  private static String fileName(String segment) {
    if (segment.indexOf('/') >= 0) {
      return ""; // no file has this name
    }
    if (segment.indexOf('%') < 0) {
      return segment;
    }
    try {
      String decoded = URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
      return URLEncoder.encode(decoded, StandardCharsets.UTF_8).replace("+", "%20");
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private void role(HttpServerRequest request, String role) {
    long root;
    long timestamp;
    try {
      root = number(request, "root", 1, 1);
      timestamp = number(request, "timestamp", 0, 0);
    } catch (FormatException e) {
      problem(request, 400, "parameter", e.getMessage());
      return;
    }
    if (!ReleaseStatement.ROLE.matcher(role).matches()) {
      unknown(request);
      return;
    }
    whenDone(
        request,
        front.bundles().answer(role, root, timestamp),
        answer -> {
          switch (answer) {
            case RoleBundles.Answer.Bundle bundle -> bundle.file().send(request);
            case RoleBundles.Answer.Unknown none -> unknown(request);
            case RoleBundles.Answer.Unchanged none ->
                request
                    .response()
                    .setStatusCode(304)
                    .putHeader(HttpHeaders.CACHE_CONTROL, ServedFile.REVALIDATE)
                    .end();
          }
        });
  }

  private static void unknown(HttpServerRequest request) {
    problem(
        request,
        404,
        "host-role-unknown",
        "no such host role; plimsoll tuf delegate makes one (TUF role host-<role>)");
  }

  private static long number(HttpServerRequest request, String name, long otherwise, long least)
      throws FormatException {
    String text = request.getParam(name);
    if (text == null) {
      return otherwise;
    }
    long value = -1;
    if (text.matches("[0-9]{1,18}")) {
      value = Long.parseLong(text);
    }
    if (value < least) {
      throw new FormatException(
          name + " is " + FormatException.quote(text) + ", wanted a version from " + least);
    }
    return value;
  }

  private <T> void whenDone(
      HttpServerRequest request, CompletableFuture<T> result, Consumer<T> then) {
    if (result.isDone() && !result.isCompletedExceptionally()) {
      then.accept(result.join());
      return;
    }
    Context loop = vertx.getOrCreateContext();
    result.whenComplete(
        (value, failure) ->
            loop.runOnContext(
                back -> {
                  if (failure == null) {
                    then.accept(value);
                  } else {
                    LOG.log(Logger.Level.ERROR, "GET " + request.path(), failure);
                    problem(request, 500, "internal", "a bug of ours; the log says where");
                  }
                }));
  }

  private static void problem(HttpServerRequest request, int status, String code, String detail) {
    request.response().putHeader("X-Content-Type-Options", "nosniff");
    Problem.of(status, code, detail).send(request.response());
  }
}
