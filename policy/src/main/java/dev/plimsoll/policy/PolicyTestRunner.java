package dev.plimsoll.policy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.SourcePosition;
import dev.plimsoll.formats.yaml.YamlNode;
import dev.plimsoll.formats.yaml.YamlNode.YamlMap;
import dev.plimsoll.formats.yaml.YamlReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Runs the {@code *_test.yaml} of a policy: each case describes a subject and says which status
 * each rule must have. No I/O; thread-safe when its {@link CaseJudge} is.
 */
public final class PolicyTestRunner {
  private static final List<Status> WORST_FIRST =
      List.of(
          Status.FAIL,
          Status.UNAVAILABLE,
          Status.BLOCKED,
          Status.UNKNOWN,
          Status.WAIVED,
          Status.SUPERSEDED,
          Status.PASS,
          Status.NOT_APPLICABLE);

  private final CaseJudge judge;

  public PolicyTestRunner(CaseJudge judge) {
    this.judge = judge;
  }

  /** Port: what the cases of one target look like, and who judges them. */
  public interface CaseJudge {
    /** Keys of a case beside {@code name} and {@code expect}. */
    List<String> keys();

    /**
     * Findings of {@code policy} about the subject that {@code described} describes.
     *
     * @throws FormatException located, when the description is wrong
     */
    List<Finding> judge(Policy policy, String name, FieldReader described) throws FormatException;
  }

  /**
   * One expectation that was put to the test.
   *
   * @param found the rule's status; {@code NOT_ASSESSED} when its surface was not given
   * @param message what the rule said
   */
  public record Outcome(
      String caseName,
      String ruleId,
      String expected,
      String found,
      String message,
      SourcePosition at) {
    public boolean ok() {
      return expected.equals(found);
    }
  }

  /**
   * @param neverPassed rules that no case saw pass (PASS, or SUPERSEDED by expectation)
   * @param neverFailed rules that no case saw fail (FAIL, UNAVAILABLE or UNKNOWN)
   */
  public record Report(
      String policy, List<Outcome> outcomes, Set<String> neverPassed, Set<String> neverFailed) {
    public Report {
      outcomes = List.copyOf(outcomes);
      neverPassed = Set.copyOf(neverPassed);
      neverFailed = Set.copyOf(neverFailed);
    }

    public List<Outcome> failures() {
      return outcomes.stream().filter(o -> !o.ok()).toList();
    }
  }

  /**
   * @param file names {@code tests} in messages
   * @throws FormatException located, when the test file is wrong or a case's kernel is unreadable
   */
  public Report run(Policy policy, String file, Bytes tests) throws FormatException {
    FieldReader top =
        FieldReader.of(YamlReader.parse(file, tests), "a test file", List.of("cases"));
    if (top.list("cases").isEmpty()) {
      throw FieldReader.error(top.at(), "no \"cases\"");
    }
    List<String> keys = new ArrayList<>(List.of("name", "expect"));
    keys.addAll(judge.keys());
    List<Outcome> outcomes = new ArrayList<>();
    for (YamlNode node : top.list("cases")) {
      runCase(policy, FieldReader.of(node, "a case", keys), outcomes);
    }
    Set<String> passed = new HashSet<>();
    Set<String> failed = new HashSet<>();
    for (Outcome o : outcomes) {
      switch (o.found()) {
        case "PASS", "SUPERSEDED" -> passed.add(o.ruleId());
        case "FAIL", "UNAVAILABLE", "UNKNOWN" -> failed.add(o.ruleId());
        default -> {}
      }
    }
    Set<String> neverPassed = new HashSet<>();
    Set<String> neverFailed = new HashSet<>();
    for (Rule rule : policy.rules()) {
      if (!passed.contains(rule.id())) {
        neverPassed.add(rule.id());
      }
      if (!failed.contains(rule.id())) {
        neverFailed.add(rule.id());
      }
    }
    return new Report(policy.ref().name(), outcomes, neverPassed, neverFailed);
  }

  private void runCase(Policy policy, FieldReader c, List<Outcome> outcomes)
      throws FormatException {
    String name = c.string("name");
    Map<String, Finding> found = new HashMap<>();
    for (Finding f : judge.judge(policy, name, c)) {
      found.merge(f.ruleId(), f, PolicyTestRunner::worse);
    }
    Set<String> ids = new HashSet<>();
    policy.rules().forEach(r -> ids.add(r.id()));
    if (!(c.require("expect") instanceof YamlMap expect)) {
      throw FieldReader.error(c.require("expect").at(), "\"expect\" maps rule ids to statuses");
    }
    for (YamlNode.Entry e : expect.entries()) {
      if (!ids.contains(e.key())) {
        throw FieldReader.error(
            e.keyAt(),
            "policy "
                + policy.ref().name()
                + " has no rule "
                + FormatException.quote(e.key())
                + Suggestion.of(e.key(), ids));
      }
      Optional<Finding> finding = Optional.ofNullable(found.get(e.key()));
      outcomes.add(
          new Outcome(
              name,
              e.key(),
              status(e.value()),
              finding.map(f -> f.status().name()).orElse("NOT_ASSESSED"),
              finding.map(Finding::message).orElse(""),
              e.keyAt()));
    }
  }

  /** A rule that looks at many things is what it is about the worst of them. */
  private static Finding worse(Finding a, Finding b) {
    return WORST_FIRST.indexOf(b.status()) < WORST_FIRST.indexOf(a.status()) ? b : a;
  }

  private static String status(YamlNode node) throws FormatException {
    String text = FieldReader.scalar("status", node);
    List<String> known = new ArrayList<>(List.of("NOT_ASSESSED"));
    for (Status s : Status.values()) {
      known.add(s.name());
    }
    if (!known.contains(text)) {
      throw FieldReader.error(
          node.at(), "unknown status " + FormatException.quote(text) + Suggestion.of(text, known));
    }
    return text;
  }
}
