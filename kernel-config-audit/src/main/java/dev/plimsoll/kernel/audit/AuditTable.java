package dev.plimsoll.kernel.audit;

import dev.plimsoll.policy.AuditReport;
import dev.plimsoll.policy.Finding;
import dev.plimsoll.policy.PolicyRef;
import dev.plimsoll.policy.Result;
import dev.plimsoll.policy.Severity;
import dev.plimsoll.policy.Status;
import dev.plimsoll.policy.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A report as a table for a terminal: what failed first, by severity; what passed only as a count.
 * Lines are at most {@link #WIDTH} characters. Text from outside is stripped of control characters,
 * so a configuration cannot drive the terminal.
 */
public final class AuditTable {
  public static final int WIDTH = 120;

  private static final int RESULT = 5;
  private static final int SEVERITY = 8;
  private static final int RULE = 30;
  private static final int OBSERVED = 12;
  private static final int WANTED = 16;
  private static final int WHERE = WIDTH - RESULT - SEVERITY - RULE - OBSERVED - WANTED - 5 - 2;

  private static final Comparator<Finding> WORST_FIRST =
      Comparator.<Finding>comparingInt(f -> rank(f.result()))
          .thenComparing(Finding::severity)
          .thenComparing(Finding::policy)
          .thenComparing(Finding::ruleId);

  private final boolean color;
  private final int limit;

  private AuditTable(boolean color, int limit) {
    this.color = color;
    this.limit = limit;
  }

  /**
   * @param color whether to use ANSI colours: the caller knows NO_COLOR and whether it is a
   *     terminal
   */
  public static AuditTable of(boolean color) {
    return new AuditTable(color, Integer.MAX_VALUE);
  }

  /** At most {@code rows} warnings are listed, then a count; failures and errors always all are. */
  public AuditTable limit(int rows) {
    return new AuditTable(color, rows);
  }

  /** Lines, each ended by a newline. */
  public String render(AuditReport report) {
    Verdict verdict = report.verdict();
    StringBuilder out = new StringBuilder();
    line(out, "Audit of " + clean(report.subject()));
    for (PolicyRef p : verdict.policies()) {
      line(out, "  policy " + p.name() + " " + p.version() + ", mode " + p.mode().wire());
    }
    out.append('\n');
    List<Finding> bad = new ArrayList<>();
    for (Finding f : verdict.findings()) {
      if (rank(f.result()) <= rank(Result.WAIVED)) {
        bad.add(f);
      }
    }
    bad.sort(WORST_FIRST);
    if (!bad.isEmpty()) {
      rows(out, bad);
      out.append('\n');
    }
    summary(out, verdict);
    return out.toString();
  }

  private void rows(StringBuilder out, List<Finding> bad) {
    row(out, "", "", "SEVERITY", "RULE", "OBSERVED", "WANTED", "WHERE");
    int warnings = 0;
    for (Finding f : bad) {
      if (f.result() == Result.WARN && ++warnings > limit) {
        continue;
      }
      row(
          out,
          paint(f.result()),
          f.result().wire().toUpperCase(java.util.Locale.ROOT),
          f.severity().wire(),
          f.ruleId(),
          observed(f),
          f.wanted(),
          f.where());
      if (f.result() == Result.FAIL || f.result() == Result.ERROR) {
        line(out, "      " + clean(f.message()));
        if (!f.remediation().isEmpty()) {
          line(out, "      fix: " + clean(f.remediation()));
        }
      }
    }
    if (warnings > limit) {
      line(out, "  … and " + (warnings - limit) + " more warnings");
    }
  }

  private static String observed(Finding f) {
    if (f.status() == Status.UNAVAILABLE) {
      return "unavailable";
    }
    return f.observed().isEmpty() ? "absent" : f.observed();
  }

  private void summary(StringBuilder out, Verdict verdict) {
    Map<Result, Integer> counts = verdict.counts();
    line(
        out,
        verdict.findings().size()
            + " rules judged: "
            + counts.get(Result.PASS)
            + " passed, "
            + counts.get(Result.FAIL)
            + " failed, "
            + counts.get(Result.WARN)
            + " warned, "
            + counts.get(Result.ERROR)
            + " could not be judged, "
            + counts.get(Result.SKIP)
            + " do not apply, "
            + counts.get(Result.WAIVED)
            + " waived");
    String bySeverity = bySeverity(verdict);
    if (!bySeverity.isEmpty()) {
      line(out, "open by severity: " + bySeverity);
    }
    if (!verdict.notAssessed().isEmpty()) {
      line(out, "not assessed (not given): " + String.join(", ", verdict.notAssessed()));
    }
    boolean allowed = verdict.decision() == Verdict.Decision.ALLOW;
    String code = allowed ? "\u001b[32m" : "\u001b[31m";
    String word = verdict.decision().wire();
    out.append("verdict: ").append(color ? code + word + "\u001b[0m" : word).append('\n');
  }

  private static String bySeverity(Verdict verdict) {
    Map<Severity, Integer> open = new EnumMap<>(Severity.class);
    for (Finding f : verdict.findings()) {
      if (rank(f.result()) < rank(Result.WAIVED)) {
        open.merge(f.severity(), 1, Integer::sum);
      }
    }
    List<String> words = new ArrayList<>();
    open.forEach((s, n) -> words.add(n + " " + s.wire()));
    return String.join(", ", words);
  }

  private void row(
      StringBuilder out,
      String paint,
      String result,
      String severity,
      String rule,
      String observed,
      String wanted,
      String where) {
    String head = cell(result, RESULT);
    out.append(color && !paint.isEmpty() ? paint + head + "\u001b[0m" : head).append(' ');
    out.append(cell(severity, SEVERITY)).append(' ');
    out.append(cell(rule, RULE)).append(' ');
    out.append(cell(observed, OBSERVED)).append(' ');
    out.append(cell(wanted, WANTED)).append(' ');
    out.append(tail(clean(where), WHERE).stripTrailing()).append('\n');
  }

  private static String cell(String text, int width) {
    String clean = clean(text);
    String cut = clean.length() > width ? clean.substring(0, width - 1) + "…" : clean;
    return cut + " ".repeat(width - cut.length());
  }

  /** The end of a path says more than its start. */
  private static String tail(String text, int width) {
    return text.length() > width ? "…" + text.substring(text.length() - width + 1) : text;
  }

  private static void line(StringBuilder out, String text) {
    out.append(text.length() > WIDTH ? text.substring(0, WIDTH - 1) + "…" : text).append('\n');
  }

  private static String clean(String text) {
    return text.codePoints()
        .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static String paint(Result result) {
    return switch (result) {
      case FAIL, ERROR -> "\u001b[31m";
      case WARN -> "\u001b[33m";
      case WAIVED -> "\u001b[36m";
      case PASS, SKIP -> "";
    };
  }

  private static int rank(Result result) {
    return switch (result) {
      case FAIL -> 0;
      case ERROR -> 1;
      case WARN -> 2;
      case WAIVED -> 3;
      case PASS -> 4;
      case SKIP -> 5;
    };
  }
}
