package dev.plimsoll.server.http;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonWriter;
import dev.plimsoll.pipeline.RunId;
import dev.plimsoll.pipeline.RunState;
import dev.plimsoll.pipeline.StoredEvent;
import dev.plimsoll.server.bus.RunBus;
import dev.plimsoll.server.problem.Blocking;
import dev.plimsoll.server.problem.ProblemException;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/**
 * {@code GET /v1/runs/{id}/events}: server-sent events (HTML living standard §9.2). Each has the
 * event's number as {@code id}, its name as {@code event} and a CloudEvent as {@code data}; the
 * stream ends after the run's last event. {@code Last-Event-ID} (or {@code ?after=}) continues; who
 * has seen the last one gets 204, which stops a browser's reconnecting.
 */
final class EventRoutes {
  private static final long POLL_MS = 2_000; // a lost ring costs at most this
  private static final long COMMENT_MS = 15_000;

  private final Service service;
  private final Blocking blocking;

  EventRoutes(Service service, Blocking blocking) {
    this.service = service;
    this.blocking = blocking;
  }

  void mount(Router router) {
    router.get("/v1/runs/:id/events").handler(this::follow);
  }

  /** Events after a number, and whether the run is over. */
  private record News(List<StoredEvent> events, boolean over) {}

  private void follow(RoutingContext ctx) {
    blocking.call(
        ctx,
        () -> {
          RunId id = Answers.runId(ctx);
          long after = lastSeen(ctx);
          return new Follower(ctx, id, after, newsAfter(id, after));
        },
        Follower::start);
  }

  private News newsAfter(RunId id, long after) throws Exception {
    List<StoredEvent> all = service.catalog().events(id);
    if (all.isEmpty()) {
      throw new ProblemException(404, "run-unknown", "there is no run " + id);
    }
    boolean over = RunState.fold(all).status().isFinal();
    return new News(all.stream().filter(e -> e.number() > after).toList(), over);
  }

  private static long lastSeen(RoutingContext ctx) throws ProblemException {
    String header = ctx.request().getHeader("Last-Event-ID");
    if (header == null) {
      return Answers.number(ctx, "after", 0);
    }
    try {
      return Long.parseLong(header.strip());
    } catch (NumberFormatException e) {
      throw new ProblemException(
          400,
          "parameter",
          "Last-Event-ID is " + FormatException.quote(header) + ", wanted an event number");
    }
  }

  /** One listener; all its methods run on the request's event loop. */
  private final class Follower {
    private final RoutingContext ctx;
    private final HttpServerResponse response;
    private final RunId id;
    private final News first;
    private long seen;
    private boolean asking;
    private boolean askAgain;
    private boolean closed;

    Follower(RoutingContext ctx, RunId id, long seen, News first) {
      this.ctx = ctx;
      this.response = ctx.response();
      this.id = id;
      this.seen = seen;
      this.first = first;
    }

    void start() {
      if (first.over() && first.events().isEmpty()) {
        response.setStatusCode(204).end();
        return;
      }
      response
          .setChunked(true)
          .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
          .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
          .putHeader("X-Accel-Buffering", "no");
      MessageConsumer<Long> bell =
          ctx.vertx().eventBus().localConsumer(RunBus.address(id), ring -> ask());
      long poll = ctx.vertx().setPeriodic(POLL_MS, t -> ask());
      long comment = ctx.vertx().setPeriodic(COMMENT_MS, t -> write(": still here\n\n"));
      response.closeHandler(v -> stop(bell, poll, comment));
      response.endHandler(v -> stop(bell, poll, comment));
      tell(first);
      ask(); // what happened between reading and listening
    }

    private void stop(MessageConsumer<Long> bell, long poll, long comment) {
      closed = true;
      bell.unregister();
      ctx.vertx().cancelTimer(poll);
      ctx.vertx().cancelTimer(comment);
    }

    private void ask() {
      if (closed) {
        return;
      }
      if (asking) {
        askAgain = true;
        return;
      }
      asking = true;
      long after = seen;
      blocking.call(
          ctx,
          () -> newsAfter(id, after),
          news -> {
            asking = false;
            tell(news);
            if (askAgain) {
              askAgain = false;
              ask();
            }
          });
    }

    private void tell(News news) {
      for (StoredEvent e : news.events()) {
        if (e.number() > seen) {
          seen = e.number();
          write(frame(e));
        }
      }
      if (news.over() && !closed) {
        closed = true;
        response.end();
      }
    }

    private static String frame(StoredEvent e) {
      return "id: "
          + e.number()
          + "\nevent: "
          + e.event().type()
          + "\ndata: "
          + JsonWriter.compact(RunJson.cloudEvent(e)).utf8()
          + "\n\n";
    }

    private void write(String text) {
      if (closed) {
        return;
      }
      if (response.writeQueueFull()) {
        closed = true;
        response.reset(); // a reader that does not read; it may come back with Last-Event-ID
        return;
      }
      response.write(text);
    }
  }
}
