package dev.plimsoll.policy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.json.JsonWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Writes many reports by the same policies, each as {@link AuditReport#encode} does but on one
 * line, and much faster: what a rule says beside its verdict is written once and kept. Thread-safe.
 */
public final class AuditReportWriter {
  private static final int MAX_KEPT = 20_000;
  private static final int FINDING = 700;

  private final Map<Said, String> kept = new ConcurrentHashMap<>();

  /** What is alike in every finding of a rule, by identity: comparing it would cost more. */
  private record Said(String rule, RuleNotes notes, List<ControlRef> controls) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Said s
          && s.notes == notes
          && s.controls == controls
          && s.rule.equals(rule);
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(notes);
    }
  }

  /** One line of JSON with the findings that are {@code wanted}. */
  public Bytes line(AuditReport report, Predicate<Finding> wanted) {
    List<Finding> findings = report.verdict().findings();
    StringBuilder out = new StringBuilder(findings.size() * FINDING);
    out.append(JsonWriter.compact(AuditReportJson.head(report).build()).utf8());
    out.setLength(out.length() - 1);
    out.append(",\"findings\":[");
    int begin = out.length();
    for (Finding f : findings) {
      if (wanted.test(f)) {
        finding(f, out);
        out.append(',');
      }
    }
    out.setLength(Math.max(begin, out.length() - 1));
    return Bytes.ofUtf8(out.append("]}").toString());
  }

  private void finding(Finding f, StringBuilder out) {
    member(out, "{\"rule\":", f.ruleId());
    member(out, ",\"policy\":", f.policy());
    member(out, ",\"pack\":", f.notes().origin().pack());
    member(out, ",\"title\":", f.title());
    member(out, ",\"severity\":", f.severity().wire());
    member(out, ",\"status\":", f.status().name());
    member(out, ",\"result\":", f.result().wire());
    member(out, ",\"type\":", f.surface());
    member(out, ",\"option\":", f.option());
    member(out, ",\"found\":", f.observed());
    member(out, ",\"wanted\":", f.wanted());
    member(out, ",\"location\":", f.where());
    member(out, ",\"explanation\":", f.message());
    member(out, ",\"fix\":", f.remediation());
    out.append(',').append(said(f));
  }

  private static void member(StringBuilder out, String name, String value) {
    out.append(name);
    JsonWriter.appendString(out, value);
  }

  /** The members without the opening brace. */
  private String said(Finding f) {
    Said key = new Said(f.ruleId(), f.notes(), f.controls());
    if (kept.size() > MAX_KEPT) {
      kept.clear(); // policies were loaded anew, many times
    }
    return kept.computeIfAbsent(
        key, k -> JsonWriter.compact(FindingJson.notesOf(f)).utf8().substring(1));
  }
}
