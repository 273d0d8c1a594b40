package dev.plimsoll.server.problem;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.store.DigestMismatchException;
import dev.plimsoll.pipeline.engine.ReleaseRefusedException;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.System.Logger;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Calls the domain from a virtual thread and comes back to the request's event loop with the result
 * or a problem. A bounded number at a time; more get 503.
 */
public final class Blocking {
  private static final Logger LOG = System.getLogger(Blocking.class.getName());
  static final int MAX_CALLS = 256;

  private final ExecutorService threads;
  private final AtomicInteger calls = new AtomicInteger();

  /**
   * Calls on {@code threads}.
   *
   * @param threads one virtual thread a task
   */
  public Blocking(ExecutorService threads) {
    this.threads = threads;
  }

  /** Runs {@code work} and gives its result to {@code then} on the event loop. */
  public <T> void call(RoutingContext ctx, Callable<T> work, Handler<T> then) {
    if (calls.incrementAndGet() > MAX_CALLS) {
      calls.decrementAndGet();
      ctx.response().putHeader("Retry-After", "1");
      Problem.of(503, "overloaded", "too many requests are under way").send(ctx.response());
      return;
    }
    Context loop = ctx.vertx().getOrCreateContext();
    threads.execute(
        () -> {
          try {
            T result = work.call();
            loop.runOnContext(v -> finish(ctx, then, result));
          } catch (Exception e) {
            Problem problem = problem(ctx, e);
            loop.runOnContext(v -> problem.send(ctx.response()));
          } finally {
            calls.decrementAndGet();
          }
        });
  }

  private static <T> void finish(RoutingContext ctx, Handler<T> then, T result) {
    try {
      then.handle(result);
    } catch (RuntimeException e) {
      problem(ctx, e).send(ctx.response());
    }
  }

  private static Problem problem(RoutingContext ctx, Exception e) {
    String what = ctx.request().method() + " " + ctx.request().path();
    if (e instanceof ProblemException p) {
      return p.problem();
    }
    if (e instanceof FormatException f) {
      return Problem.of(422, "unprocessable", f.getMessage());
    }
    if (e instanceof ReleaseRefusedException r) {
      return refused(r);
    }
    if (e instanceof FileNotFoundException n) {
      return Problem.of(404, "not-found", String.valueOf(n.getMessage()));
    }
    if (e instanceof DigestMismatchException d) {
      LOG.log(Logger.Level.ERROR, what + ": " + d.getMessage());
      return Problem.of(500, "blob-corrupt", "stored content does not match its digest");
    }
    LOG.log(Logger.Level.ERROR, what, e);
    return e instanceof IOException
        ? storage(String.valueOf(e.getMessage()))
        : Problem.of(500, "internal", "a bug of ours; the service's log says where");
  }

  /** That the disk is full is no secret and the caller's business; paths and the rest are not. */
  private static Problem storage(String message) {
    return message.contains("No space left on device") || message.contains("SQLITE_FULL")
        ? Problem.of(507, "disk-full", "No space left on device; nothing was stored")
        : Problem.of(503, "storage", "storage failed; the service's log says how");
  }

  private static Problem refused(ReleaseRefusedException r) {
    String code = r.code().name().toLowerCase(Locale.ROOT).replace('_', '-');
    int status = r.code() == ReleaseRefusedException.Code.IMAGE_UNKNOWN ? 404 : 409;
    return Problem.of(status, "release-" + code, String.valueOf(r.getMessage()));
  }
}
