package dev.plimsoll.report;

import dev.plimsoll.formats.Bytes;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * One HTML page that needs nothing else: no script, no request, its only style block allowed by
 * digest. The templates (src/main/jte) escape every value for the place where it stands.
 */
final class HtmlReport {
  private static final String CSS = resource("report.css");

  static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; style-src 'sha256-"
          + Bytes.copyOf(Bytes.ofUtf8(CSS).digest().bytes()).base64()
          + "'; base-uri 'none'; form-action 'none'";

  private static final TemplateEngine TEMPLATES =
      TemplateEngine.createPrecompiled(
          null,
          ContentType.Html,
          HtmlReport.class.getClassLoader(),
          "dev.plimsoll.report.templates");

  private HtmlReport() {}

  static Bytes render(RunEvidence evidence) {
    StringOutput out = new StringOutput(1 << 16);
    TEMPLATES.render("report/page.jte", ReportPage.of(evidence, CSS, CONTENT_SECURITY_POLICY), out);
    return Bytes.ofUtf8(out.toString());
  }

  private static String resource(String name) {
    try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is not in the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
