package dev.plimsoll.policy;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.SourcePosition;
import dev.plimsoll.formats.yaml.YamlNode;
import dev.plimsoll.formats.yaml.YamlNode.YamlMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the {@code rules} of a policy file. */
final class RuleReader {
  static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9._-]{0,99}");

  private static final List<String> RULE =
      List.of(
          "id",
          "title",
          "severity",
          "reason",
          "rationale",
          "perf",
          "breaks",
          "remediation",
          "sources",
          "references",
          "controls",
          "check",
          "when",
          "each",
          "assert",
          "message");
  private static final List<String> CONTROL = List.of("framework", "id", "version", "source");

  private final String pack;

  private RuleReader(String pack) {
    this.pack = pack;
  }

  /**
   * @param pack that the rules stand in
   */
  static List<Rule> rules(String pack, FieldReader top) throws FormatException {
    RuleReader reader = new RuleReader(pack);
    List<Rule> rules = new ArrayList<>();
    Map<String, SourcePosition> seen = new HashMap<>();
    for (YamlNode item : top.list("rules")) {
      Rule rule = reader.rule(item);
      Optional<SourcePosition> first = Optional.ofNullable(seen.putIfAbsent(rule.id(), rule.at()));
      if (first.isPresent()) {
        throw FieldReader.error(
            rule.at(),
            "rule id "
                + FormatException.quote(rule.id())
                + " stands twice, first at line "
                + first.get().line());
      }
      rules.add(rule);
    }
    return rules;
  }

  private Rule rule(YamlNode node) throws FormatException {
    FieldReader r = FieldReader.of(node, "a rule", RULE);
    String id = PolicyParser.matching(r, "id", ID, "lower-case letters, digits, . _ -");
    return new Rule(
        id,
        r.string("title"),
        r.word("severity", Severity.values(), Severity::wire),
        reason(r),
        new Rule.Guidance(
            text(r, "rationale"), text(r, "perf"), text(r, "breaks"), text(r, "remediation")),
        r.strings("sources"),
        r.strings("references"),
        controls(r),
        body(r),
        r.require("id").at(),
        RuleOrigin.own(pack));
  }

  private static Optional<Reason> reason(FieldReader r) throws FormatException {
    if (r.find("reason").isEmpty()) {
      return Optional.empty();
    }
    if (r.string("reason").indexOf(' ') >= 0) {
      throw FieldReader.error(
          r.require("reason").at(),
          "\"reason\" is a sentence; it is one word such as self_protection, and the why goes"
              + " into \"rationale\"");
    }
    return Optional.of(r.word("reason", Reason.values(), Reason::wire));
  }

  private static String text(FieldReader r, String key) throws FormatException {
    return r.findString(key).orElse("");
  }

  private static Rule.Body body(FieldReader r) throws FormatException {
    Optional<YamlNode> check = r.find("check");
    Optional<Expression> assertion = expression(r, "assert");
    if (check.isPresent() == assertion.isPresent()) {
      throw FieldReader.error(
          r.at(),
          "a rule needs exactly one of \"check\" and \"assert\", found "
              + (check.isPresent() ? "both" : "neither"));
    }
    if (assertion.isPresent()) {
      return new Rule.Assertion(
          expression(r, "when"), expression(r, "each"), assertion.get(), expression(r, "message"));
    }
    for (String key : List.of("when", "each", "message")) {
      Optional<YamlNode> stray = r.find(key);
      if (stray.isPresent()) {
        throw FieldReader.error(
            stray.get().at(),
            "\"" + key + "\" belongs to \"assert\"; a check has its own inside \"check\"");
      }
    }
    if (check.get() instanceof YamlMap keys) {
      return new Rule.Check(keys);
    }
    throw FieldReader.error(
        check.get().at(), "\"check\" is " + check.get().kind() + ", wanted a mapping");
  }

  private static Optional<Expression> expression(FieldReader r, String key) throws FormatException {
    Optional<String> text = r.findString(key);
    return text.isEmpty()
        ? Optional.empty()
        : Optional.of(new Expression(text.get(), r.require(key).at()));
  }

  /** The list {@code controls} of a rule, or of an entry of a control map. */
  static List<ControlRef> controls(FieldReader r) throws FormatException {
    List<ControlRef> controls = new ArrayList<>();
    for (YamlNode node : r.list("controls")) {
      FieldReader c = FieldReader.of(node, "a control", CONTROL);
      controls.add(
          new ControlRef(
              c.string("framework"),
              FieldReader.scalar("id", c.require("id")),
              c.find("version").isEmpty()
                  ? ""
                  : FieldReader.scalar("version", c.require("version")),
              text(c, "source")));
    }
    return controls;
  }
}
