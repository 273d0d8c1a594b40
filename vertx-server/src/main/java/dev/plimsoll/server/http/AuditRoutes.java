package dev.plimsoll.server.http;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonWriter;
import dev.plimsoll.pipeline.RunId;
import dev.plimsoll.policy.AuditReport;
import dev.plimsoll.policy.AuditReportWriter;
import dev.plimsoll.policy.Finding;
import dev.plimsoll.policy.Policy;
import dev.plimsoll.policy.Status;
import dev.plimsoll.report.AuditDocuments;
import dev.plimsoll.report.KhcReport;
import dev.plimsoll.report.ReportFormat;
import dev.plimsoll.server.http.AuditParts.InMemory;
import dev.plimsoll.server.http.AuditParts.Part;
import dev.plimsoll.server.http.AuditParts.Uploaded;
import dev.plimsoll.server.problem.Blocking;
import dev.plimsoll.server.problem.Problem;
import dev.plimsoll.server.problem.ProblemException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.FileUpload;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code POST /v1/audits}: judges a kernel without a run. The body is the one file (configuration,
 * image, package or host snapshot) or a form with parts. Nothing is kept.
 */
final class AuditRoutes {
  /** Largest body that is one file, bytes: it is held in memory. */
  static final int MAX_FILE = 64 << 20;

  /** Largest form, bytes: its files lie on disk while they are read. */
  static final long MAX_FORM = 512L << 20;

  private static final String PATH = "/v1/audits";
  private static final String FORM = "multipart/form-data";
  private static final int MAX_NAME = 200;

  private final AuditReportWriter writer = new AuditReportWriter();
  private final AuditService audits;
  private final Blocking blocking;
  private final Path uploads;
  private final InstantSource clock;

  AuditRoutes(AuditService audits, Blocking blocking, Path uploads, InstantSource clock) {
    this.audits = audits;
    this.blocking = blocking;
    this.uploads = uploads;
    this.clock = clock;
  }

  /** In which form to answer. */
  private enum Form {
    JSON("application/json"),
    KHC_JSON("application/vnd.kernel-hardening-checker+json"),
    SARIF("application/sarif+json"),
    JUNIT("application/xml");

    private final String mediaType;

    Form(String mediaType) {
      this.mediaType = mediaType;
    }

    String wire() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private record Answer(Form form, Bytes body) {}

  void mount(Router router) {
    BodyHandler file = BodyHandler.create(false).setBodyLimit(MAX_FILE);
    BodyHandler form =
        BodyHandler.create(uploads.toString())
            .setBodyLimit(MAX_FORM)
            .setMergeFormAttributes(false)
            .setDeleteUploadedFilesOnEnd(true);
    router
        .post(PATH)
        .handler(ctx -> (isForm(ctx) ? form : asFile(ctx, file)).handle(ctx))
        .handler(this::audit)
        .failureHandler(AuditRoutes::failed);
  }

  /**
   * A body is the file whatever its type is called: curl calls one a form that has no type given.
   */
  private static BodyHandler asFile(RoutingContext ctx, BodyHandler file) {
    ctx.request().headers().remove(HttpHeaders.CONTENT_TYPE);
    return file;
  }

  private static boolean isForm(RoutingContext ctx) {
    String type = ctx.request().getHeader(HttpHeaders.CONTENT_TYPE);
    return type != null && type.toLowerCase(Locale.ROOT).startsWith(FORM);
  }

  private static void failed(RoutingContext ctx) {
    if (ctx.statusCode() == 413) {
      Problem.of(
              413,
              "body-too-large",
              "a file has at most " + MAX_FILE + " bytes, a form " + MAX_FORM)
          .send(ctx.response());
    } else {
      ctx.next();
    }
  }

  private void audit(RoutingContext ctx) {
    AuditParts parts =
        new AuditParts(
            isForm(ctx) ? form(ctx) : body(ctx), query(ctx, "kernel"), query(ctx, "arch"));
    String name = query(ctx, "name").map(AuditRoutes::clean).orElse("kernel");
    List<String> policies = new ArrayList<>();
    ctx.queryParam("policy").forEach(p -> policies.addAll(List.of(p.split(",", -1))));
    blocking.call(
        ctx,
        () -> {
          Form form = form(query(ctx, "output"), accept(ctx));
          Set<Status> statuses = statuses(ctx.queryParam("status"));
          List<Policy> loaded = audits.policies(policies);
          AuditReport report = audits.audit(parts.read(name), loaded);
          return new Answer(form, render(form, report, statuses, loaded));
        },
        answer -> {
          ctx.response()
              .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
              .putHeader(HttpHeaders.CONTENT_TYPE, answer.form().mediaType);
          Answers.end(ctx, answer.body());
        });
  }

  private Bytes render(Form form, AuditReport report, Set<Status> statuses, List<Policy> policies) {
    return switch (form) {
      case JSON -> writer.line(report, f -> wanted(f, statuses));
      case KHC_JSON ->
          JsonWriter.compact(KhcReport.of(report.keep(f -> wanted(f, statuses)), policies));
      case SARIF, JUNIT ->
          AuditDocuments.render(
              List.of(report.keep(f -> wanted(f, statuses))),
              RunId.next(clock.instant(), new SecureRandom()).value(),
              clock.instant(),
              form == Form.SARIF ? ReportFormat.SARIF : ReportFormat.JUNIT);
    };
  }

  private static boolean wanted(Finding finding, Set<Status> statuses) {
    return statuses.isEmpty() || statuses.contains(finding.status());
  }

  private static Set<Status> statuses(List<String> given) throws ProblemException {
    Set<Status> statuses = EnumSet.noneOf(Status.class);
    for (String list : given) {
      for (String word : list.split(",", -1)) {
        try {
          statuses.add(Status.valueOf(word));
        } catch (IllegalArgumentException e) {
          throw new ProblemException(400, "parameter", "no status " + FormatException.quote(word));
        }
      }
    }
    return statuses;
  }

  private static String accept(RoutingContext ctx) {
    String header = ctx.request().getHeader(HttpHeaders.ACCEPT);
    return header == null ? "" : header.toLowerCase(Locale.ROOT);
  }

  /** {@code ?output=} goes before {@code Accept}. */
  private static Form form(Optional<String> output, String accept) throws ProblemException {
    for (Form f : Form.values()) {
      if (output.isPresent() && f.wire().equals(output.get())) {
        return f;
      }
    }
    if (output.isPresent()) {
      throw new ProblemException(
          400, "parameter", "output " + FormatException.quote(output.get()) + " is not known");
    }
    for (String type : accept.split(",", -1)) {
      for (Form f : Form.values()) {
        if (type.strip().split(";", 2)[0].equals(f.mediaType)) {
          return f;
        }
      }
    }
    boolean any = accept.isBlank() || accept.contains("*/*") || accept.contains("application/*");
    if (!any) {
      throw new ProblemException(406, "not-acceptable", "there are JSON, SARIF and JUnit (XML)");
    }
    return Form.JSON;
  }

  private static Optional<String> query(RoutingContext ctx, String name) {
    return ctx.queryParam(name).stream().findFirst().filter(v -> !v.isEmpty());
  }

  private static Map<String, List<Part>> body(RoutingContext ctx) {
    byte[] body = Answers.body(ctx);
    return body.length == 0
        ? Map.of()
        : Map.of(AuditParts.CONFIG, List.of(new InMemory("body", body)));
  }

  private static Map<String, List<Part>> form(RoutingContext ctx) {
    Map<String, List<Part>> parts = new HashMap<>();
    for (FileUpload upload : ctx.fileUploads()) {
      String file = clean(upload.fileName());
      parts
          .computeIfAbsent(upload.name(), n -> new ArrayList<>())
          .add(
              new Uploaded(
                  file.isEmpty() ? upload.name() : file, Path.of(upload.uploadedFileName())));
    }
    ctx.request()
        .formAttributes()
        .forEach(
            e ->
                parts
                    .computeIfAbsent(e.getKey(), n -> new ArrayList<>())
                    .add(new InMemory(e.getKey(), Bytes.ofUtf8(e.getValue()).toArray())));
    return parts;
  }

  /** A name from outside, fit for one line of a report. */
  private static String clean(String name) {
    String cut = name.length() > MAX_NAME ? name.substring(0, MAX_NAME) : name;
    return cut.replaceAll("\\p{Cntrl}", "?");
  }
}
