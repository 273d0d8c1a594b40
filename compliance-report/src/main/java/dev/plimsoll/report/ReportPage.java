package dev.plimsoll.report;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.policy.ControlRef;
import dev.plimsoll.policy.Finding;
import dev.plimsoll.policy.Result;
import dev.plimsoll.policy.Severity;
import dev.plimsoll.policy.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What the HTML templates show, worked out beforehand so that they only lay out. Public for the
 * generated template code; not an interface for others.
 *
 * @param attention findings that did not pass, worst first
 * @param passed passed findings, then skipped ones
 */
public record ReportPage(
    RunEvidence evidence,
    String css,
    String contentSecurityPolicy,
    List<Finding> attention,
    List<Finding> waived,
    List<Finding> passed,
    List<ControlRow> controls,
    CheckByHand byHand) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  static ReportPage of(RunEvidence evidence, String css, String contentSecurityPolicy) {
    List<Finding> sorted = evidence.findings().stream().sorted(Order.WORST_FIRST).toList();
    List<Finding> attention = new ArrayList<>();
    List<Finding> waived = new ArrayList<>();
    List<Finding> passed = new ArrayList<>();
    for (Finding f : sorted) {
      switch (f.result()) {
        case FAIL, ERROR, WARN -> attention.add(f);
        case WAIVED -> waived.add(f);
        case PASS, SKIP -> passed.add(f);
      }
    }
    List<ControlRow> controls = new ArrayList<>();
    Controls.group(sorted)
        .forEach((control, findings) -> controls.add(ControlRow.of(control, findings)));
    return new ReportPage(
        evidence,
        css,
        contentSecurityPolicy,
        attention,
        waived,
        passed,
        controls,
        CheckByHand.of(evidence));
  }

  /** One requirement, with the rules that bear on it. */
  public record ControlRow(String framework, String id, String standing, List<Finding> findings) {
    static ControlRow of(ControlRef control, List<Finding> findings) {
      String standing =
          switch (Controls.Standing.of(findings)) {
            case SATISFIED -> "met";
            case NOT_SATISFIED -> "not met";
            case NOT_ASSESSED -> "not assessed";
          };
      return new ControlRow(
          Controls.framework(control).label(), control.id(), standing, List.copyOf(findings));
    }
  }

  /** How many findings of one severity have each result. */
  public record SeverityRow(Severity severity, List<Long> counts, long total) {}

  /** Columns of {@link #severities()}. */
  public List<Result> results() {
    return List.of(Result.FAIL, Result.ERROR, Result.WARN, Result.WAIVED, Result.PASS, Result.SKIP);
  }

  public List<SeverityRow> severities() {
    List<SeverityRow> rows = new ArrayList<>();
    for (Severity s : Severity.values()) {
      List<Long> counts = results().stream().map(r -> count(s, r)).toList();
      rows.add(new SeverityRow(s, counts, counts.stream().mapToLong(Long::longValue).sum()));
    }
    return rows;
  }

  private long count(Severity severity, Result result) {
    return evidence.findings().stream()
        .filter(f -> f.severity() == severity && f.result() == result)
        .count();
  }

  public long count(Result result) {
    return evidence.findings().stream().filter(f -> f.result() == result).count();
  }

  public int total() {
    return evidence.findings().size();
  }

  /** The banner's headline. */
  public String headline() {
    return switch (evidence.outcome()) {
      case PUBLISHED ->
          evidence.revocation().isPresent() ? "Published, since revoked" : "Allowed and published";
      case REJECTED -> "Rejected by policy";
      case FAILED -> "Failed before a verdict could be acted on";
      case CANCELLED -> "Cancelled";
    };
  }

  /** The banner's colour: {@code good}, {@code bad} or {@code unsure}. */
  public String tone() {
    return switch (evidence.outcome()) {
      case PUBLISHED -> evidence.revocation().isPresent() ? "bad" : "good";
      case REJECTED -> "bad";
      case FAILED, CANCELLED -> "unsure";
    };
  }

  public String decision() {
    return evidence.decision().map(Verdict.Decision::wire).orElse("none: nothing was audited");
  }

  /** Which hosts and how often, over all recorded boot verdicts. */
  public long boots(String decision) {
    return evidence.bootVerdicts().stream()
        .filter(r -> r.decision().wire().equals(decision))
        .mapToLong(RunEvidence.BootRow::count)
        .sum();
  }

  public String time(Instant at) {
    return TIME.format(at) + " UTC";
  }

  /** Whole seconds from a minute on, else with milliseconds. */
  public String took(Instant from, Instant to) {
    Duration d = Duration.between(from, to);
    return d.toMinutes() > 0
        ? d.toMinutes() + " min " + d.toSecondsPart() + " s"
        : String.format(Locale.ROOT, "%d.%03d s", d.toSeconds(), d.toMillisPart());
  }

  public String controls(Finding f) {
    return String.join(", ", f.controls().stream().map(Controls::label).distinct().toList());
  }

  /** {@code 1 finding}, {@code 2 findings}. */
  public String findings(int n) {
    return n == 1 ? "1 finding" : n + " findings";
  }

  /** The first twelve hex digits; the whole digest stands beside it in the title. */
  public String brief(Digest digest) {
    return digest.hex().substring(0, 12);
  }

  public List<RunEvidence.Signature.Kind> kinds() {
    return Arrays.asList(RunEvidence.Signature.Kind.values());
  }
}
