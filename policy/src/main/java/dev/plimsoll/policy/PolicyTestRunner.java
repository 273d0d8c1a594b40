package dev.plimsoll.policy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.SourcePosition;
import dev.plimsoll.formats.yaml.YamlNode;
import dev.plimsoll.formats.yaml.YamlNode.YamlMap;
import dev.plimsoll.formats.yaml.YamlReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

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
   * @param found the rule's status; {@code NOT_ASSESSED} when it gave no finding
   * @param result what a gate would count; empty when there is no finding
   * @param message what the rule said
   */
  public record Outcome(
      String caseName,
      String ruleId,
      String expected,
      String found,
      Optional<Result> result,
      String message,
      SourcePosition at) {
    public boolean ok() {
      return expected.equals(found);
    }

    private boolean good() {
      return ok() && result.equals(Optional.of(Result.PASS));
    }

    /** UNKNOWN is no failure of the rule: it was never asked. */
    private boolean bad() {
      return ok() && result.filter(r -> r == Result.FAIL || r == Result.WARN).isPresent();
    }
  }

  /**
   * What the tests of one policy showed. Rules that come from another pack are covered there.
   *
   * @param neverPassed own rules that no case expected to pass and saw pass
   * @param neverFailed own rules that no case expected to fail and saw fail
   */
  public record Report(
      String policy,
      List<Outcome> outcomes,
      SortedSet<String> neverPassed,
      SortedSet<String> neverFailed) {
    public Report {
      outcomes = List.copyOf(outcomes);
      neverPassed = Collections.unmodifiableSortedSet(new TreeSet<>(neverPassed));
      neverFailed = Collections.unmodifiableSortedSet(new TreeSet<>(neverFailed));
    }

    public List<Outcome> failures() {
      return outcomes.stream().filter(o -> !o.ok()).toList();
    }

    /** Whether every expectation holds and every own rule was seen to pass and to fail. */
    public boolean ok() {
      return failures().isEmpty() && neverPassed.isEmpty() && neverFailed.isEmpty();
    }
  }

  /** One test file. */
  public record TestFile(String name, Bytes text) {}

  /** As {@link #run(Policy, List)}, of one file. */
  public Report run(Policy policy, String file, Bytes tests) throws FormatException {
    return run(policy, List.of(new TestFile(file, tests)));
  }

  /**
   * Runs all test files of {@code policy}.
   *
   * @throws FormatException located, when a test file is wrong, a case could not fail (no
   *     expectation, no surface) or its kernel is unreadable
   */
  public Report run(Policy policy, List<TestFile> files) throws FormatException {
    List<Outcome> outcomes = new ArrayList<>();
    Map<String, SourcePosition> names = new HashMap<>();
    List<String> keys = new ArrayList<>(List.of("name", "expect"));
    keys.addAll(judge.keys());
    for (TestFile file : files) {
      FieldReader top =
          FieldReader.of(
              YamlReader.parse(file.name(), file.text()), "a test file", List.of("cases"));
      if (top.list("cases").isEmpty()) {
        throw FieldReader.error(top.at(), "no \"cases\"");
      }
      for (YamlNode node : top.list("cases")) {
        FieldReader c = FieldReader.of(node, "a case", keys);
        Optional<SourcePosition> first =
            Optional.ofNullable(names.putIfAbsent(c.string("name"), c.require("name").at()));
        if (first.isPresent()) {
          throw FieldReader.error(
              c.require("name").at(),
              "case "
                  + FormatException.quote(c.string("name"))
                  + " stands twice, first at "
                  + first.get());
        }
        runCase(policy, c, outcomes);
      }
    }
    return new Report(
        policy.ref().name(),
        outcomes,
        uncovered(policy, outcomes.stream().filter(Outcome::good).toList()),
        uncovered(policy, outcomes.stream().filter(Outcome::bad).toList()));
  }

  private static SortedSet<String> uncovered(Policy policy, List<Outcome> seen) {
    SortedSet<String> missing = new TreeSet<>();
    for (Rule rule : policy.rules()) {
      if (rule.origin().pack().equals(policy.ref().name())) {
        missing.add(rule.id());
      }
    }
    seen.forEach(o -> missing.remove(o.ruleId()));
    return missing;
  }

  private void runCase(Policy policy, FieldReader c, List<Outcome> outcomes)
      throws FormatException {
    String name = c.string("name");
    if (judge.keys().stream().allMatch(k -> c.find(k).isEmpty())) {
      throw FieldReader.error(
          c.at(), "a case without a subject; give one of " + String.join(", ", judge.keys()));
    }
    Map<String, Finding> found = new HashMap<>();
    for (Finding f : judge.judge(policy, name, c)) {
      found.merge(f.ruleId(), f, PolicyTestRunner::worse);
    }
    Set<String> ids = new HashSet<>();
    policy.rules().forEach(r -> ids.add(r.id()));
    if (!(c.require("expect") instanceof YamlMap expect)) {
      throw FieldReader.error(c.require("expect").at(), "\"expect\" maps rule ids to statuses");
    }
    if (expect.entries().isEmpty()) {
      throw FieldReader.error(expect.at(), "\"expect\" is empty: the case could not fail");
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
              finding.map(Finding::result),
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
