package dev.plimsoll.report;

import java.util.Arrays;
import java.util.Optional;

/** The forms in which a run's evidence can be read, and what their files are called. */
public enum ReportFormat {
  /** One self-contained page for people; prints well. */
  HTML("html", "text/html; charset=utf-8"),
  /** OSCAL 1.1.2 assessment-results for compliance tools. */
  OSCAL("oscal.json", "application/json"),
  /** SARIF 2.1.0 for code-scanning views. */
  SARIF("sarif", "application/sarif+json"),
  /** JUnit XML for test views of CI systems. */
  JUNIT("junit.xml", "application/xml; charset=utf-8"),
  /** One line a finding, for spreadsheets. */
  CSV("csv", "text/csv; charset=utf-8; header=present");

  private final String extension;
  private final String mediaType;

  ReportFormat(String extension, String mediaType) {
    this.extension = extension;
    this.mediaType = mediaType;
  }

  /** What follows the dot in {@code RUN.EXT}, such as {@code oscal.json}. */
  public String extension() {
    return extension;
  }

  /** Value for a {@code Content-Type} header. */
  public String mediaType() {
    return mediaType;
  }

  /** The format whose files end in {@code extension}, without a leading dot. */
  public static Optional<ReportFormat> ofExtension(String extension) {
    return Arrays.stream(values()).filter(f -> f.extension.equals(extension)).findFirst();
  }
}
