package dev.plimsoll.server.notary;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.server.problem.Blocking;
import dev.plimsoll.server.tuf.ServedFile;
import dev.plimsoll.signer.notary.NotaryRefusal;
import dev.plimsoll.signer.notary.NotaryRefusal.Code;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything under {@code /v2/}, {@code /_notary_server/health}. What is read often goes out before
 * the router is asked, see {@link #tryNow}.
 */
public final class NotaryRoutes {
  /** Bytes of one push, over all its files. */
  public static final int MAX_PUSH = 32 << 20;

  private static final String HEALTH = "/_notary_server/health";
  private static final String TYPE = "notary-content-type";
  private static final JsonObject EMPTY = JsonObject.builder().build();

  private final NotaryService service;
  private final Blocking blocking;
  private final boolean open;

  /** Work on the collections, off the event loop. */
  @FunctionalInterface
  private interface Work<T> {
    T run() throws NotaryRefusal, IOException;
  }

  /** Refused, or done. */
  private sealed interface Outcome<T> {
    record Done<T>(T value) implements Outcome<T> {}

    record Refused<T>(NotaryRefusal refusal) implements Outcome<T> {}
  }

  public NotaryRoutes(NotaryService service, Blocking blocking) {
    this.service = service;
    this.blocking = blocking;
    this.open =
        service.parts().map(p -> new NotaryGate(service.config(), p).readsAreOpen()).orElse(false);
  }

  /** Whether a path has its authorisation here. */
  public static boolean takes(String path) {
    return path.startsWith(NotaryPath.PREFIX) || path.equals(HEALTH);
  }

  /** Answers at once from memory, when the file is ready and anybody may read it. */
  public boolean tryNow(HttpServerRequest request, String path) {
    HttpMethod method = request.method();
    if (!open || (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD))) {
      return false;
    }
    Optional<ServedFile> file = service.parts().flatMap(p -> p.front().find(path));
    file.ifPresent(f -> f.send(request));
    return file.isPresent();
  }

  public void mount(Router router) {
    BodyHandler body = BodyHandler.create(false).setBodyLimit(MAX_PUSH);
    router.route("/v2/*").handler(this::authorise); // before a byte of a body is read
    router.get("/v2/*").handler(this::dispatch);
    router.head("/v2/*").handler(this::dispatch);
    router.delete("/v2/*").handler(this::dispatch);
    router
        .post("/v2/*")
        .handler(ctx -> asBytes(ctx, body).handle(ctx))
        .handler(this::dispatch)
        .failureHandler(NotaryRoutes::failed);
    router.get(HEALTH).handler(ctx -> on(ctx, parts -> NotaryAnswers.json(ctx, 200, EMPTY)));
  }

  /** A form's parser would strip directories off file names; roles have them. */
  private static BodyHandler asBytes(RoutingContext ctx, BodyHandler body) {
    String type = ctx.request().getHeader(HttpHeaders.CONTENT_TYPE);
    ctx.put(TYPE, type == null ? "" : type);
    ctx.request().headers().remove(HttpHeaders.CONTENT_TYPE);
    return body;
  }

  private static void failed(RoutingContext ctx) {
    if (ctx.statusCode() == 413) {
      NotaryAnswers.refuse(
          ctx, new NotaryRefusal(Code.TOO_LARGE, "a push has at most " + MAX_PUSH + " bytes"));
    } else {
      ctx.next();
    }
  }

  private void on(RoutingContext ctx, Handler<NotaryService.Parts> then) {
    NotaryAnswers.whereOn(service, ctx, then);
  }

  private void authorise(RoutingContext ctx) {
    on(
        ctx,
        parts -> {
          try {
            NotaryPath wanted = NotaryPath.parse(String.valueOf(ctx.request().path()));
            new NotaryGate(service.config(), parts).require(ctx.request(), wanted);
            ctx.next();
          } catch (NotaryRefusal e) {
            NotaryAnswers.refuse(ctx, e);
          }
        });
  }

  private void dispatch(RoutingContext ctx) {
    on(
        ctx,
        parts -> {
          try {
            String path = String.valueOf(ctx.request().path());
            NotaryPath wanted = NotaryPath.parse(path);
            answer(ctx, parts, path, wanted);
          } catch (NotaryRefusal e) {
            NotaryAnswers.refuse(ctx, e);
          }
        });
  }

  private void answer(RoutingContext ctx, NotaryService.Parts parts, String path, NotaryPath wanted)
      throws NotaryRefusal {
    HttpMethod method = ctx.request().method();
    boolean reads = method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
    boolean posts = method.equals(HttpMethod.POST);
    boolean known =
        switch (wanted) {
          case NotaryPath.Ping p -> reads;
          case NotaryPath.Feed f -> reads;
          case NotaryPath.Metadata m -> reads;
          case NotaryPath.ServerKey k -> reads || posts;
          case NotaryPath.Collection c -> !reads;
        };
    if (!known) {
      throw new NotaryRefusal(Code.GENERIC_NOT_FOUND, "this path has no such method");
    }
    switch (wanted) {
      case NotaryPath.Ping p -> NotaryAnswers.json(ctx, 200, EMPTY);
      case NotaryPath.Feed f -> feed(ctx, parts, f);
      case NotaryPath.Metadata m -> metadata(ctx, parts, path, m);
      case NotaryPath.ServerKey k ->
          call(
              ctx,
              () ->
                  posts
                      ? parts.repositories().rotate(k.gun(), k.role())
                      : parts.repositories().key(k.gun(), k.role()),
              key -> NotaryAnswers.json(ctx, 200, key.toJson()));
      case NotaryPath.Collection c -> {
        if (posts) {
          push(ctx, parts, c);
        } else {
          delete(ctx, parts, c);
        }
      }
    }
  }

  private void delete(
      RoutingContext ctx, NotaryService.Parts parts, NotaryPath.Collection collection) {
    call(
        ctx,
        () -> {
          parts.repositories().delete(collection.gun());
          return EMPTY;
        },
        done -> ctx.response().setStatusCode(200).end());
  }

  private void metadata(
      RoutingContext ctx, NotaryService.Parts parts, String path, NotaryPath.Metadata wanted) {
    Optional<ServedFile> ready = parts.front().find(path);
    if (ready.isPresent()) {
      send(ctx, ready.get());
    } else {
      call(ctx, () -> parts.front().make(path, wanted), file -> send(ctx, file));
    }
  }

  /** The file brings every header of its own. */
  private static void send(RoutingContext ctx, ServedFile file) {
    ctx.response().headers().clear();
    file.send(ctx.request());
  }

  private void push(RoutingContext ctx, NotaryService.Parts parts, NotaryPath.Collection to) {
    Buffer body = ctx.body().buffer();
    String type = String.valueOf((Object) ctx.get(TYPE));
    call(
        ctx,
        () -> {
          Map<String, Bytes> files =
              MultipartFiles.parse(type, body == null ? new byte[0] : body.getBytes());
          if (service.config().mode() == NotaryConfig.Mode.PROPOSALS) {
            return parts.proposals().add(to.gun(), files, parts.clock().instant());
          }
          parts.repositories().update(to.gun(), files);
          return "";
        },
        done -> ctx.response().setStatusCode(200).end());
  }

  private static void feed(RoutingContext ctx, NotaryService.Parts parts, NotaryPath.Feed wanted)
      throws NotaryRefusal {
    long records = number(ctx, "records", Optional.empty());
    long id = number(ctx, "change_id", Optional.of(0L));
    NotaryAnswers.json(
        ctx,
        200,
        NotaryAnswers.feed(parts.repositories().changes().page(wanted.gun(), id, records)));
  }

  private static long number(RoutingContext ctx, String name, Optional<Long> otherwise)
      throws NotaryRefusal {
    List<String> values = ctx.queryParam(name);
    if (otherwise.isPresent() && (values.isEmpty() || values.getFirst().isEmpty())) {
      return otherwise.get();
    }
    try {
      return Long.parseLong(values.isEmpty() ? "" : values.getFirst());
    } catch (NumberFormatException e) {
      throw new NotaryRefusal(Code.INVALID_PARAMETERS, name + " is missing or no number");
    }
  }

  private <T> void call(RoutingContext ctx, Work<T> work, Handler<T> then) {
    blocking.call(
        ctx,
        () -> outcome(work),
        outcome -> {
          switch (outcome) {
            case Outcome.Done<T> done -> then.handle(done.value());
            case Outcome.Refused<T> no -> NotaryAnswers.refuse(ctx, no.refusal());
          }
        });
  }

  private static <T> Outcome<T> outcome(Work<T> work) throws IOException {
    try {
      return new Outcome.Done<>(work.run());
    } catch (NotaryRefusal e) {
      return new Outcome.Refused<>(e);
    }
  }

  /** Says no to a configuration that would let strangers push. */
  public static void requireSafe(NotaryConfig config, Optional<String> publicUrl)
      throws FormatException {
    if (config.takesPushes() && config.tokens().isEmpty() && publicUrl.isPresent()) {
      throw new FormatException(
          "--notary "
              + config.mode().name().toLowerCase(java.util.Locale.ROOT)
              + " with --public-url needs --notary-token-realm and the rest of them: without"
              + " tokens whoever reaches the service could push");
    }
  }
}
