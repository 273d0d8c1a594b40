package dev.plimsoll.report;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.policy.PolicyTestRunner.Outcome;
import dev.plimsoll.policy.PolicyTestRunner.Report;
import java.util.List;
import java.util.SortedSet;

/**
 * What the tests of policies showed, as JUnit XML: a suite for each policy, a case for each
 * expectation, and a failed case for each rule that no test saw pass, or fail.
 */
public final class PolicyTestReport {
  private PolicyTestReport() {}

  /** The document; the same reports always give the same text. */
  public static Bytes junit(List<Report> reports) {
    Xml xml = new Xml();
    xml.open("testsuites").attribute("name", "plimsoll policy test");
    for (Report report : reports) {
      suite(xml, report);
    }
    return xml.close("testsuites").finish();
  }

  private static void suite(Xml xml, Report report) {
    int uncovered = report.neverPassed().size() + report.neverFailed().size();
    xml.open("testsuite")
        .attribute("name", report.policy())
        .attribute("tests", Integer.toString(report.outcomes().size() + uncovered))
        .attribute("failures", Integer.toString(report.failures().size() + uncovered));
    for (Outcome o : report.outcomes()) {
      xml.open("testcase")
          .attribute("classname", report.policy() + "." + o.caseName())
          .attribute("name", o.ruleId());
      if (!o.ok()) {
        String text = "is " + o.found() + ", expected " + o.expected();
        failure(xml, text, o.at() + ": rule " + o.ruleId() + " " + text + ": " + o.message());
      }
      xml.close("testcase");
    }
    coverage(xml, report.policy(), report.neverPassed(), "pass");
    coverage(xml, report.policy(), report.neverFailed(), "fail");
    xml.close("testsuite");
  }

  private static void coverage(Xml xml, String policy, SortedSet<String> rules, String what) {
    for (String rule : rules) {
      xml.open("testcase")
          .attribute("classname", policy + ".coverage")
          .attribute("name", rule + " is seen to " + what);
      failure(xml, "never", "no case expects rule " + rule + " to " + what + " and sees it");
      xml.close("testcase");
    }
  }

  private static void failure(Xml xml, String message, String text) {
    xml.open("failure").attribute("message", message).text(text).close("failure");
  }
}
