package dev.plimsoll.kernel.audit;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.SourcePosition;
import dev.plimsoll.formats.yaml.YamlNode;
import dev.plimsoll.formats.yaml.YamlNode.YamlMap;
import dev.plimsoll.formats.yaml.YamlReader;
import dev.plimsoll.policy.AuditReport;
import dev.plimsoll.policy.FieldReader;
import dev.plimsoll.policy.Finding;
import dev.plimsoll.policy.Policy;
import dev.plimsoll.policy.Rule;
import dev.plimsoll.policy.Status;
import dev.plimsoll.policy.Suggestion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Runs the {@code *_test.yaml} of a kernel policy: each case describes a kernel and says which
 * status each rule must have. No I/O; thread-safe.
 */
public final class PolicyTestRunner {
  private static final List<String> CASE =
      List.of("name", "config", "cmdline", "sysctl", "kernel", "arch", "expect");

  private final KernelAudit audit;

  public PolicyTestRunner(KernelAudit audit) {
    this.audit = audit;
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
    List<Outcome> outcomes = new ArrayList<>();
    for (YamlNode node : top.list("cases")) {
      runCase(policy, FieldReader.of(node, "a case", CASE), outcomes);
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
    AuditReport report = audit.audit(subject(name, c), List.of(policy));
    Map<String, Finding> found = new HashMap<>();
    report.verdict().findings().forEach(f -> found.put(f.ruleId(), f));
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

  private static KernelSubject subject(String name, FieldReader c) throws FormatException {
    return new KernelSubject(
        name,
        config(c).map(t -> surface("config", t)),
        text(c, "cmdline").map(t -> surface("cmdline", t)),
        sysctl(c).map(t -> surface("sysctl", t)),
        text(c, "kernel"),
        text(c, "arch"));
  }

  private static KernelSubject.Surface surface(String where, String text) {
    return new KernelSubject.Surface(where, Bytes.ofUtf8(text));
  }

  private static Optional<String> text(FieldReader c, String key) throws FormatException {
    Optional<YamlNode> node = c.find(key);
    return node.isEmpty() ? Optional.empty() : Optional.of(FieldReader.scalar(key, node.get()));
  }

  /** The text of a .config, or a mapping of options to values and {@code unset}. */
  private static Optional<String> config(FieldReader c) throws FormatException {
    if (c.find("config").isEmpty() || !(c.require("config") instanceof YamlMap map)) {
      return text(c, "config");
    }
    StringBuilder out = new StringBuilder();
    for (YamlNode.Entry e : map.entries()) {
      String value = FieldReader.scalar(e.key(), e.value());
      switch (value) {
        case "unset", "n" -> out.append("# ").append(e.key()).append(" is not set\n");
        case "y", "m" -> out.append(e.key()).append('=').append(value).append('\n');
        default -> {
          boolean number = Numbers.find(value).isPresent();
          String quote = number ? "" : "\"";
          out.append(e.key()).append('=').append(quote).append(value).append(quote).append('\n');
        }
      }
    }
    return Optional.of(out.toString());
  }

  /** The text of a dump, or a mapping of keys to values. */
  private static Optional<String> sysctl(FieldReader c) throws FormatException {
    if (c.find("sysctl").isEmpty() || !(c.require("sysctl") instanceof YamlMap map)) {
      return text(c, "sysctl");
    }
    StringBuilder out = new StringBuilder();
    for (YamlNode.Entry e : map.entries()) {
      out.append(e.key()).append(" = ").append(FieldReader.scalar(e.key(), e.value())).append('\n');
    }
    return Optional.of(out.toString());
  }
}
