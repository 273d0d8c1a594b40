package dev.plimsoll.server.ui;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.pipeline.RunId;
import dev.plimsoll.server.ui.Search.Outcome;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Routes of the dashboard: {@code /}, {@code /runs/:id}, {@code /images/:digest}, {@code /search}
 * and {@code /assets/*}. GET only; all reading happens off the event loop.
 */
public final class DashboardRoutes {
  /** Nothing inline, nothing from elsewhere; {@code data:} images are the browser's own. */
  public static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
          + " img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

  /** Rows of each list on the front page and of a search. */
  static final int ROWS = 25;

  private final DashboardData data;
  private final Assets assets = new Assets();
  private final Pages pages;

  /**
   * @param version of Plimsoll, shown at the foot of every page
   */
  public DashboardRoutes(DashboardData data, String version) {
    this.data = data;
    this.pages = new Pages(assets, version);
  }

  public void mount(Router router) {
    router.get("/assets/:name").handler(this::asset);
    router.get("/").handler(ctx -> answer(ctx, this::overview));
    router.get("/runs/:id").handler(ctx -> answer(ctx, () -> run(param(ctx, "id"))));
    router.get("/images/:digest").handler(ctx -> answer(ctx, () -> image(param(ctx, "digest"))));
    router
        .get("/search")
        .handler(ctx -> answer(ctx, () -> search(ctx.queryParam("q").stream().findFirst())));
  }

  private static String param(RoutingContext ctx, String name) {
    return ctx.pathParams().getOrDefault(name, "");
  }

  /** What a page came to. */
  private sealed interface Answer {
    record Fresh(String title, Pages.Live part) implements Answer {}

    record Page(int status, String html) implements Answer {}

    record Redirect(String location) implements Answer {}
  }

  private interface Question {
    Answer ask() throws IOException, FormatException;
  }

  private Answer overview() throws IOException {
    return new Answer.Fresh(
        "Plimsoll",
        pages.overview(
            new Pages.Overview(
                data.runs(ROWS),
                data.images(ROWS),
                data.boots(Optional.empty(), Optional.empty(), ROWS))));
  }

  private Answer run(String id) throws IOException, FormatException {
    RunId run;
    try {
      run = RunId.parse(id);
    } catch (FormatException e) {
      return missing("run " + id);
    }
    Optional<DashboardData.RunView> view = data.run(run);
    return view.isEmpty()
        ? missing("run " + id)
        : new Answer.Fresh(view.get().row().name() + " · run", pages.run(view.get()));
  }

  private Answer image(String digest) throws IOException, FormatException {
    Digest name;
    try {
      name = Digest.parse(digest);
    } catch (FormatException e) {
      return missing("image " + digest);
    }
    Optional<DashboardData.ImageView> view = data.image(name);
    if (view.isEmpty()) {
      return missing("image " + digest);
    }
    return new Answer.Fresh(
        view.get().image().row().name() + " · image",
        pages.image(view.get(), data.boots(Optional.of(name), Optional.empty(), ROWS)));
  }

  private Answer search(Optional<String> query) throws IOException, FormatException {
    return switch (new Search(data).find(query.orElse(""))) {
      case Outcome.One one -> new Answer.Redirect(one.path());
      case Outcome.Some some -> new Answer.Page(200, pages.search(some.found()));
    };
  }

  private Answer missing(String what) {
    return new Answer.Page(404, pages.notFound(what));
  }

  private void answer(RoutingContext ctx, Question question) {
    ctx.vertx()
        .executeBlocking(() -> ask(question), false)
        .onSuccess(a -> send(ctx, a))
        .onFailure(ctx::fail);
  }

  /** Evidence that cannot be read gets a page that says so, not an empty list. */
  private Answer ask(Question question) {
    try {
      return question.ask();
    } catch (IOException | FormatException e) {
      return new Answer.Page(500, pages.unreadable(String.valueOf(e.getMessage())));
    }
  }

  private void send(RoutingContext ctx, Answer answer) {
    HttpServerResponse response = ctx.response();
    response
        .putHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("X-Frame-Options", "DENY")
        .putHeader("Referrer-Policy", "no-referrer")
        .putHeader("Cross-Origin-Opener-Policy", "same-origin")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    switch (answer) {
      case Answer.Page p -> html(response.setStatusCode(p.status()), p.html());
      case Answer.Redirect r ->
          response.setStatusCode(303).putHeader(HttpHeaders.LOCATION, r.location()).end();
      case Answer.Fresh f -> fresh(ctx, f);
    }
  }

  /** With {@code ?seen=} the live part alone, or 204 when it is still what was seen. */
  private void fresh(RoutingContext ctx, Answer.Fresh answer) {
    List<String> seen = ctx.queryParam("seen");
    if (seen.isEmpty()) {
      html(ctx.response(), pages.frame(answer.title(), "", answer.part().html()));
    } else if (seen.contains(answer.part().tag())) {
      ctx.response().setStatusCode(204).end();
    } else {
      html(ctx.response(), answer.part().html());
    }
  }

  private static void html(HttpServerResponse response, String html) {
    response.putHeader(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8").end(html);
  }

  private void asset(RoutingContext ctx) {
    Optional<Assets.Asset> asset = assets.find(param(ctx, "name"));
    if (asset.isEmpty()) {
      ctx.next();
      return;
    }
    ctx.response()
        .putHeader(HttpHeaders.CONTENT_TYPE, asset.get().mediaType())
        .putHeader(HttpHeaders.CACHE_CONTROL, "public, max-age=31536000, immutable")
        .putHeader("X-Content-Type-Options", "nosniff")
        .end(Buffer.buffer(asset.get().bytes().toArray()));
  }
}
