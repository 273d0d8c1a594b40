package dev.plimsoll.report;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.policy.AuditReport;
import dev.plimsoll.policy.Finding;
import dev.plimsoll.policy.PolicyRef;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One line a finding (RFC 4180: comma, CRLF, quotes doubled), a header line first.
 *
 * <p>Spreadsheets run a cell that begins with {@code =}, {@code +}, {@code -}, {@code @}, a tab or
 * a carriage return as a formula, so such a cell gets an apostrophe in front; it is data for
 * people, a program that needs the exact value reads another format.
 */
final class CsvReport {
  private static final List<String> HEADER =
      List.of(
          "run",
          "image",
          "subject",
          "policy",
          "policyVersion",
          "policyDigest",
          "mode",
          "rule",
          "title",
          "severity",
          "status",
          "result",
          "surface",
          "option",
          "observed",
          "wanted",
          "where",
          "message",
          "remediation",
          "controls");
  private static final String FORMULA_STARTS = "=+-@\t\r";

  private CsvReport() {}

  static Bytes render(RunEvidence evidence) {
    StringBuilder out = new StringBuilder();
    line(out, HEADER);
    for (AuditReport audit : evidence.audits()) {
      for (Finding f : audit.verdict().findings()) {
        line(out, row(evidence, audit, f));
      }
    }
    return Bytes.ofUtf8(out.toString());
  }

  private static List<String> row(RunEvidence evidence, AuditReport audit, Finding f) {
    Optional<PolicyRef> policy =
        audit.verdict().policies().stream().filter(p -> p.name().equals(f.policy())).findFirst();
    return List.of(
        evidence.run().toString(),
        evidence.image().digest().map(Object::toString).orElse(""),
        audit.subject(),
        f.policy(),
        policy.map(PolicyRef::version).orElse(""),
        policy.map(p -> p.digest().toString()).orElse(""),
        policy.map(p -> p.mode().wire()).orElse(""),
        f.ruleId(),
        f.title(),
        f.severity().wire(),
        f.status().name(),
        f.result().wire(),
        f.surface(),
        f.option(),
        f.observed(),
        f.wanted(),
        f.where(),
        f.message(),
        f.remediation(),
        f.controls().stream().map(Controls::label).collect(Collectors.joining("; ")));
  }

  private static void line(StringBuilder out, List<String> cells) {
    out.append(cells.stream().map(CsvReport::cell).collect(Collectors.joining(","))).append("\r\n");
  }

  static String cell(String value) {
    String safe =
        !value.isEmpty() && FORMULA_STARTS.indexOf(value.charAt(0)) >= 0 ? "'" + value : value;
    boolean quote =
        safe.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
            || !safe.equals(safe.strip());
    return quote ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
  }
}
