package dev.plimsoll.server.http;

import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.server.problem.Blocking;
import dev.plimsoll.server.problem.ProblemException;
import dev.plimsoll.signer.tuf.Change;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;

/** {@code GET /v1/tuf/changes}: the changefeed of the TUF repository, paged by number. */
final class TufChangesRoutes {
  private final Service service;
  private final Blocking blocking;

  TufChangesRoutes(Service service, Blocking blocking) {
    this.service = service;
    this.blocking = blocking;
  }

  void mount(Router router) {
    router.get("/v1/tuf/changes").handler(this::list);
  }

  private void list(RoutingContext ctx) {
    blocking.call(
        ctx,
        () -> {
          int limit = Answers.limit(ctx);
          long after = Answers.number(ctx, "after", 0);
          if (after < 0) {
            throw new ProblemException(
                400, "parameter", "after is " + after + ", wanted 0 or more");
          }
          List<Change> changes = service.tuf().changes().page(after, limit);
          return Pages.of(
              changes.stream().map(c -> (JsonValue) c.toJson()).toList(),
              changes.size() == limit
                  ? Optional.of(Long.toString(changes.getLast().number()))
                  : Optional.empty());
        },
        page -> Answers.json(ctx, 200, page));
  }
}
