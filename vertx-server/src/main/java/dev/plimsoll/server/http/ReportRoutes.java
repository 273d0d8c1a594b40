package dev.plimsoll.server.http;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.pipeline.RunId;
import dev.plimsoll.report.ReportFormat;
import dev.plimsoll.report.Reports;
import dev.plimsoll.report.RunEvidence;
import dev.plimsoll.server.problem.Blocking;
import dev.plimsoll.server.problem.ProblemException;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** {@code GET /v1/reports/{run}.{html|oscal.json|sarif|junit.xml|csv}}: compliance reports. */
final class ReportRoutes {
  private final Service service;
  private final Blocking blocking;

  ReportRoutes(Service service, Blocking blocking) {
    this.service = service;
    this.blocking = blocking;
  }

  void mount(Router router) {
    router.get("/v1/reports/:file").handler(this::report);
  }

  private void report(RoutingContext ctx) {
    blocking.call(
        ctx,
        () -> {
          String file = String.valueOf(ctx.pathParam("file"));
          int dot = file.indexOf('.');
          ReportFormat format =
              ReportFormat.ofExtension(file.substring(dot + 1))
                  .orElseThrow(() -> new ProblemException(404, "not-found", "no such report"));
          RunId id = runId(file.substring(0, Math.max(dot, 0)));
          RunEvidence evidence =
              service
                  .evidence()
                  .collect(id)
                  .orElseThrow(
                      () ->
                          new ProblemException(
                              404, "run-unknown", "there is no finished run " + id));
          return new Rendered(format, Reports.render(evidence, format));
        },
        r -> {
          if (r.format() == ReportFormat.HTML) {
            ctx.response()
                .putHeader("Content-Security-Policy", Reports.htmlContentSecurityPolicy());
          }
          Caching.send(
              ctx, r.content(), r.content().digest(), r.format().mediaType(), Caching.REVALIDATE);
        });
  }

  private record Rendered(ReportFormat format, dev.plimsoll.formats.Bytes content) {}

  private static RunId runId(String text) throws ProblemException {
    try {
      return RunId.parse(text);
    } catch (FormatException e) {
      throw new ProblemException(404, "run-unknown", e.getMessage());
    }
  }
}
