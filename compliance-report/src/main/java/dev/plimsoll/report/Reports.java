package dev.plimsoll.report;

import dev.plimsoll.formats.Bytes;

/** The one door to the renderers. Pure, thread-safe; the same evidence gives the same bytes. */
public final class Reports {
  private Reports() {}

  public static Bytes render(RunEvidence evidence, ReportFormat format) {
    return switch (format) {
      case HTML -> HtmlReport.render(evidence);
      case OSCAL -> OscalReport.render(evidence);
      case SARIF -> SarifReport.render(evidence);
      case JUNIT -> JUnitReport.render(evidence);
      case CSV -> CsvReport.render(evidence);
    };
  }

  /**
   * The {@code Content-Security-Policy} to send with {@link ReportFormat#HTML}: nothing but the
   * page's own style block, named by its digest. The page carries the same policy in a meta tag,
   * for when it is opened from a file.
   */
  public static String htmlContentSecurityPolicy() {
    return HtmlReport.CONTENT_SECURITY_POLICY;
  }
}
