package dev.plimsoll.report;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.policy.AuditReport;
import dev.plimsoll.policy.ControlRef;
import dev.plimsoll.policy.Finding;
import dev.plimsoll.policy.PolicyRef;
import dev.plimsoll.policy.Result;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * JUnit XML as CI systems read it: one suite a policy and subject, one case a finding. Fail is a
 * failure, error an error, skip and waived are skipped with the reason, warn passes and says so in
 * {@code system-out}.
 */
final class JUnitReport {
  private final RunEvidence evidence;
  private final Xml xml = new Xml();

  private JUnitReport(RunEvidence evidence) {
    this.evidence = evidence;
  }

  static Bytes render(RunEvidence evidence) {
    return new JUnitReport(evidence).document();
  }

  private Bytes document() {
    List<Finding> all = evidence.findings();
    Duration took = Duration.between(evidence.startedAt(), evidence.finishedAt());
    xml.open("testsuites")
        .attribute("name", "plimsoll " + evidence.image().name())
        .attribute("time", String.format(Locale.ROOT, "%.3f", took.toMillis() / 1000.0));
    counts(all);
    for (AuditReport audit : evidence.audits()) {
      Set<String> policies = new LinkedHashSet<>();
      audit.verdict().policies().forEach(p -> policies.add(p.name()));
      audit.verdict().findings().forEach(f -> policies.add(f.policy()));
      policies.forEach(p -> suite(audit, p));
    }
    return xml.close("testsuites").finish();
  }

  private void counts(List<Finding> findings) {
    xml.attribute("tests", Integer.toString(findings.size()))
        .attribute("failures", count(findings, Result.FAIL))
        .attribute("errors", count(findings, Result.ERROR))
        .attribute(
            "skipped",
            Long.toString(
                findings.stream()
                    .filter(f -> f.result() == Result.SKIP || f.result() == Result.WAIVED)
                    .count()));
  }

  private static String count(List<Finding> findings, Result result) {
    return Long.toString(findings.stream().filter(f -> f.result() == result).count());
  }

  private void suite(AuditReport audit, String policy) {
    List<Finding> findings =
        audit.verdict().findings().stream().filter(f -> f.policy().equals(policy)).toList();
    xml.open("testsuite")
        .attribute("name", policy)
        .attribute(
            "timestamp",
            evidence.startedAt().truncatedTo(ChronoUnit.SECONDS).toString().replace("Z", ""));
    counts(findings);
    xml.open("properties");
    property("plimsoll.run", evidence.run().toString());
    property("plimsoll.subject", audit.subject());
    for (PolicyRef ref : audit.verdict().policies()) {
      if (ref.name().equals(policy)) {
        property("plimsoll.policy.version", ref.version());
        property("plimsoll.policy.digest", ref.digest().toString());
        property("plimsoll.policy.mode", ref.mode().wire());
      }
    }
    property("plimsoll.verdict", audit.verdict().decision().wire());
    xml.close("properties");
    findings.forEach(this::testCase);
    xml.close("testsuite");
  }

  private void testCase(Finding f) {
    xml.open("testcase")
        .attribute("classname", f.policy())
        .attribute("name", f.ruleId() + " " + f.title());
    xml.open("properties");
    property("severity", f.severity().wire());
    property("status", f.status().name());
    for (ControlRef control : f.controls()) {
      property("control", Controls.label(control));
    }
    xml.close("properties");
    switch (f.result()) {
      case PASS -> {}
      case FAIL -> detail("failure", f);
      case ERROR -> detail("error", f);
      case WARN -> xml.open("system-out").text("warning: " + explain(f)).close("system-out");
      case SKIP -> xml.open("skipped").attribute("message", f.message()).close("skipped");
      case WAIVED ->
          xml.open("skipped").attribute("message", "waived: " + f.message()).close("skipped");
    }
    xml.close("testcase");
  }

  private void detail(String element, Finding f) {
    xml.open(element)
        .attribute("type", f.severity().wire())
        .attribute("message", f.message())
        .text(explain(f))
        .close(element);
  }

  private static String explain(Finding f) {
    return f.message()
        + "\nwhere: "
        + f.where()
        + "\nobserved: "
        + (f.observed().isEmpty() ? "(absent)" : f.observed())
        + "\nwanted: "
        + f.wanted()
        + (f.remediation().isEmpty() ? "" : "\nto fix: " + f.remediation())
        + "\n";
  }

  private void property(String name, String value) {
    xml.open("property").attribute("name", name).attribute("value", value).close("property");
  }
}
