package dev.plimsoll.cli.terminal;

import dev.plimsoll.cli.terminal.Table.Ink;
import dev.plimsoll.policy.AuditReport;
import dev.plimsoll.policy.Finding;
import dev.plimsoll.policy.PolicyRef;
import dev.plimsoll.policy.Result;
import dev.plimsoll.policy.Severity;
import dev.plimsoll.policy.Status;
import dev.plimsoll.policy.Verdict;
import dev.plimsoll.policy.Verdict.Decision;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/**
 * An audit report for people: what needs attention, worst first, then counts and the verdict.
 * Passed and skipped rules are counted, not listed, unless their status is asked for.
 */
public final class AuditTable {
  private static final Set<Result> QUIET = EnumSet.of(Result.PASS, Result.SKIP);
  private static final int MAX_CELL = 48;
  private static final Comparator<Finding> WORST_FIRST =
      Comparator.comparingInt((Finding f) -> rank(f.result()))
          .thenComparing(Finding::severity)
          .thenComparing(Finding::policy)
          .thenComparing(Finding::ruleId);

  private AuditTable() {}

  /**
   * Everything that needs attention.
   *
   * @param statuses list these alone, passed ones too; none: what needs attention
   */
  public static String render(AuditReport report, Set<Status> statuses, Paint paint) {
    return render(report, statuses, Integer.MAX_VALUE, paint);
  }

  /** The worst of what needs attention, at most {@code limit} rows, and how many more there are. */
  public static String worst(AuditReport report, int limit, Paint paint) {
    return render(report, Set.of(), limit, paint);
  }

  private static String render(AuditReport report, Set<Status> statuses, int limit, Paint paint) {
    List<Finding> shown =
        report.verdict().findings().stream()
            .filter(
                f ->
                    statuses.isEmpty()
                        ? !QUIET.contains(f.result())
                        : statuses.contains(f.status()))
            .sorted(WORST_FIRST)
            .toList();
    StringBuilder text = new StringBuilder();
    text.append(paint.bold("audit of " + Table.clean(report.subject()))).append('\n');
    if (!shown.isEmpty()) {
      text.append(table(shown.subList(0, Math.min(limit, shown.size()))).render(paint));
    }
    if (shown.size() > limit) {
      text.append("… and ")
          .append(bySeverity(shown.subList(limit, shown.size())))
          .append(" more, in the report\n");
    }
    return text.append(summary(report.verdict(), paint)).toString();
  }

  private static Table table(List<Finding> findings) {
    Table table = new Table("RESULT", "SEVERITY", "OPTION", "SEEN", "WANTED", "RULE", "WHERE");
    for (Finding f : findings) {
      table.row(
          ink(f.result()),
          f.result().wire(),
          f.severity().wire(),
          cut(f.option()),
          cut(f.observed().isEmpty() ? "-" : f.observed()),
          cut(f.wanted()),
          f.policy() + "/" + f.ruleId(),
          shortened(f.where()));
    }
    return table;
  }

  private static String bySeverity(List<Finding> findings) {
    Map<Severity, Integer> counts = new EnumMap<>(Severity.class);
    findings.forEach(f -> counts.merge(f.severity(), 1, Integer::sum));
    StringJoiner text = new StringJoiner(", ");
    counts.forEach((severity, n) -> text.add(n + " " + severity.wire()));
    return text.toString();
  }

  /** A long path by its last part: the report has it whole. */
  private static String shortened(String where) {
    return where.length() <= MAX_CELL ? where : "…" + where.substring(where.lastIndexOf('/') + 1);
  }

  /** Counts, the policies that spoke, and the verdict: three lines. */
  public static String summary(Verdict verdict, Paint paint) {
    StringJoiner counts = new StringJoiner(", ");
    for (Map.Entry<Result, Integer> e : verdict.counts().entrySet()) {
      counts.add(e.getValue() + " " + e.getKey().wire());
    }
    StringJoiner policies = new StringJoiner(", ");
    for (PolicyRef p : verdict.policies()) {
      policies.add(p.name() + " " + p.version() + " (" + p.mode().wire() + ")");
    }
    String unseen =
        verdict.notAssessed().isEmpty()
            ? ""
            : "; not assessed: " + String.join(", ", verdict.notAssessed());
    String decision = verdict.decision().wire();
    return verdict.findings().size()
        + " rules: "
        + counts
        + unseen
        + "\npolicies: "
        + policies
        + "\nverdict: "
        + (verdict.decision() == Decision.ALLOW ? paint.green(decision) : paint.red(decision))
        + "\n";
  }

  private static int rank(Result result) {
    return switch (result) {
      case FAIL -> 0;
      case ERROR -> 1;
      case WARN -> 2;
      case WAIVED -> 3;
      case SKIP -> 4;
      case PASS -> 5;
    };
  }

  private static Ink ink(Result result) {
    return switch (result) {
      case FAIL, ERROR -> Ink.BAD;
      case WARN, WAIVED -> Ink.DOUBTFUL;
      case PASS -> Ink.GOOD;
      case SKIP -> Ink.NONE;
    };
  }

  private static String cut(String text) {
    return text.length() > MAX_CELL ? text.substring(0, MAX_CELL - 1) + "…" : text;
  }
}
