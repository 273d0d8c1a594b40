package dev.plimsoll.server.http;

import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.pipeline.RunId;
import dev.plimsoll.pipeline.RunStore.RunRow;
import dev.plimsoll.pipeline.engine.Cancellation;
import dev.plimsoll.pipeline.engine.RunInput;
import dev.plimsoll.pipeline.engine.Submission;
import dev.plimsoll.server.problem.Blocking;
import dev.plimsoll.server.problem.Problem;
import dev.plimsoll.server.problem.ProblemException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Submit, list, show and cancel runs. */
final class RunRoutes {
  private final Service service;
  private final Blocking blocking;
  private final RunSubmission submission;

  RunRoutes(Service service, Blocking blocking) {
    this.service = service;
    this.blocking = blocking;
    this.submission = new RunSubmission(service.sources(), service.emptyDirectory());
  }

  void mount(Router router, BodyHandler body) {
    router
        .post("/v1/runs")
        .consumes("application/yaml")
        .consumes("application/x-yaml")
        .consumes("text/yaml")
        .consumes("application/json")
        .handler(body)
        .handler(this::submit);
    router.get("/v1/runs").handler(this::list);
    router.get("/v1/runs/:id").handler(this::show);
    router.delete("/v1/runs/:id").handler(this::cancel);
  }

  private void submit(RoutingContext ctx) {
    byte[] body = Answers.body(ctx);
    Optional<String> key = Optional.ofNullable(ctx.request().getHeader("Idempotency-Key"));
    String type = String.valueOf(ctx.request().getHeader(HttpHeaders.CONTENT_TYPE));
    boolean json = type.toLowerCase(java.util.Locale.ROOT).startsWith("application/json");
    Map<String, String> query = new HashMap<>();
    ctx.queryParams().forEach(e -> query.putIfAbsent(e.getKey(), e.getValue()));
    blocking.call(
        ctx,
        () -> {
          RunInput input =
              json ? submission.ofJson(body, key) : submission.ofYaml(body, query, key);
          return service.intake().submit(input);
        },
        result -> answer(ctx, result));
  }

  private static void answer(RoutingContext ctx, Submission result) {
    switch (result) {
      case Submission.Accepted a -> accepted(ctx, a.id());
      case Submission.Repeated r -> accepted(ctx, r.id());
      case Submission.KeyTaken k ->
          Problem.of(
                  409,
                  "idempotency-key",
                  "that Idempotency-Key was used for another request, run " + k.id())
              .send(ctx.response());
      case Submission.Busy b -> {
        ctx.response().putHeader(HttpHeaders.RETRY_AFTER, "10");
        Problem.of(503, "overloaded", b.waiting() + " runs are waiting; the limit is " + b.limit())
            .send(ctx.response());
      }
    }
  }

  private static void accepted(RoutingContext ctx, RunId id) {
    ctx.response().putHeader(HttpHeaders.LOCATION, "/v1/runs/" + id);
    Answers.json(
        ctx, 202, JsonObject.builder().put("id", id.toString()).put("state", "queued").build());
  }

  private void list(RoutingContext ctx) {
    blocking.call(
        ctx,
        () -> {
          int limit = Answers.limit(ctx);
          List<RunRow> rows = service.catalog().runs(Answers.afterRun(ctx), limit);
          List<JsonValue> items = new ArrayList<>();
          rows.forEach(r -> items.add(RunJson.row(r)));
          return Pages.of(
              items,
              rows.size() == limit
                  ? Optional.of(rows.getLast().id().toString())
                  : Optional.empty());
        },
        page -> Answers.json(ctx, 200, page));
  }

  private void show(RoutingContext ctx) {
    blocking.call(ctx, () -> detail(Answers.runId(ctx)), run -> Answers.json(ctx, 200, run));
  }

  private void cancel(RoutingContext ctx) {
    blocking.call(
        ctx,
        () -> {
          RunId id = Answers.runId(ctx);
          Cancellation result = service.engine().cancel(id, "cancelled over HTTP");
          if (result instanceof Cancellation.TooLate late) {
            throw new ProblemException(
                409, "too-late", "run " + id + " is " + late.status().wire());
          }
          return detail(id);
        },
        run -> Answers.json(ctx, 200, run));
  }

  private JsonObject detail(RunId id) throws Exception {
    return RunJson.detail(
        service
            .catalog()
            .run(id)
            .orElseThrow(() -> new ProblemException(404, "run-unknown", "there is no run " + id)));
  }
}
