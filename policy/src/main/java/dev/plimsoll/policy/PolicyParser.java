package dev.plimsoll.policy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.SourcePosition;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonArray;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonValue.JsonString;
import dev.plimsoll.formats.json.JsonWriter;
import dev.plimsoll.formats.yaml.YamlNode;
import dev.plimsoll.formats.yaml.YamlNode.YamlList;
import dev.plimsoll.formats.yaml.YamlNode.YamlMap;
import dev.plimsoll.formats.yaml.YamlNode.YamlScalar;
import dev.plimsoll.formats.yaml.YamlReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads {@code policy.yaml} (docs/policies.md) into a {@link Policy}. No I/O; thread-safe. */
public final class PolicyParser {
  /** Most rules that one policy may have. */
  public static final int MAX_RULES = 5_000;

  private static final String API_VERSION = "plimsoll/v1";
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,99}");
  private static final Pattern VERSION =
      Pattern.compile("\\d{1,9}\\.\\d{1,9}\\.\\d{1,9}(-[0-9A-Za-z.-]{1,50})?");
  private static final List<String> KERNEL_SURFACES =
      List.of("kconfig", "cmdline", "sysctl", "host");
  private static final List<String> TREE_SURFACES = List.of("tree");
  private static final List<String> TOP =
      List.of("apiVersion", "kind", "metadata", "target", "mode", "requires", "rules");
  private static final List<String> METADATA =
      List.of("name", "version", "title", "owner", "description", "licence", "sources");
  private static final List<String> RULE =
      List.of(
          "id",
          "title",
          "severity",
          "reason",
          "remediation",
          "source",
          "references",
          "controls",
          "check",
          "when",
          "each",
          "assert",
          "message");
  private static final Map<String, String> NOT_YET =
      Map.of(
          "extends", "copy the rules, or give several --policy",
          "precedence", "give several --policy; each is judged by itself",
          "match", "use \"when\" in the rules",
          "waivers", "waivers are objects of their own");

  private PolicyParser() {}

  /**
   * Reads one policy document whole.
   *
   * @param file names the text in messages
   * @throws FormatException located {@code file:line:column}
   */
  public static Policy parse(String file, Bytes text) throws FormatException {
    YamlNode root = YamlReader.parse(file, text);
    refuseNotYet(root);
    FieldReader top = FieldReader.of(root, "a policy", TOP);
    exactly(top, "apiVersion", API_VERSION);
    exactly(top, "kind", "Policy");
    FieldReader meta = FieldReader.of(top.require("metadata"), "metadata", METADATA);
    String name = matching(meta, "name", NAME, "lower-case letters, digits, . _ -");
    String version = matching(meta, "version", VERSION, "a semantic version such as 1.0.0");
    Target target = top.word("target", Target.values(), Target::wire);
    Mode mode = top.word("mode", Mode.values(), Mode::wire);
    PolicyRef ref = new PolicyRef(name, version, digest(root), mode);
    meta.findString("description");
    meta.findString("licence");
    meta.strings("sources");
    return new Policy(
        ref,
        meta.findString("title").orElse(name),
        meta.findString("owner").orElse(""),
        target,
        requires(top, target),
        rules(top));
  }

  private static List<String> requires(FieldReader top, Target target) throws FormatException {
    List<String> known = target == Target.TREE ? TREE_SURFACES : KERNEL_SURFACES;
    List<String> requires = top.strings("requires");
    for (String surface : requires) {
      if (!known.contains(surface)) {
        throw FieldReader.error(
            top.require("requires").at(),
            "unknown surface "
                + FormatException.quote(surface)
                + ", wanted "
                + String.join(" or ", known)
                + Suggestion.of(surface, known));
      }
    }
    return requires;
  }

  private static List<Rule> rules(FieldReader top) throws FormatException {
    YamlNode node = top.require("rules");
    List<YamlNode> items = top.list("rules");
    if (items.isEmpty() || items.size() > MAX_RULES) {
      throw FieldReader.error(
          node.at(), items.size() + " rules; wanted 1 to " + MAX_RULES + " (policy parser)");
    }
    List<Rule> rules = new ArrayList<>();
    Map<String, SourcePosition> seen = new HashMap<>();
    for (YamlNode item : items) {
      Rule rule = rule(item);
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

  private static Rule rule(YamlNode node) throws FormatException {
    refuseNotYet(node);
    FieldReader r = FieldReader.of(node, "a rule", RULE);
    String id = matching(r, "id", NAME, "lower-case letters, digits, . _ -");
    List<ControlRef> controls = new ArrayList<>();
    for (YamlNode c : r.list("controls")) {
      controls.add(control(c));
    }
    return new Rule(
        id,
        r.string("title"),
        r.word("severity", Severity.values(), Severity::wire),
        r.findString("reason").orElse(""),
        r.findString("remediation").orElse(""),
        r.strings("source"),
        r.strings("references"),
        controls,
        body(r),
        r.require("id").at());
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

  private static ControlRef control(YamlNode node) throws FormatException {
    FieldReader c = FieldReader.of(node, "a control", List.of("framework", "id", "version"));
    return new ControlRef(
        c.string("framework"),
        FieldReader.scalar("id", c.require("id")),
        c.find("version").isEmpty() ? "" : FieldReader.scalar("version", c.require("version")));
  }

  private static void exactly(FieldReader r, String key, String wanted) throws FormatException {
    String found = r.string(key);
    if (!found.equals(wanted)) {
      throw FieldReader.error(
          r.require(key).at(),
          key + " is " + FormatException.quote(found) + ", wanted \"" + wanted + "\"");
    }
  }

  private static String matching(FieldReader r, String key, Pattern form, String wanted)
      throws FormatException {
    String found = FieldReader.scalar(key, r.require(key));
    if (!form.matcher(found).matches()) {
      throw FieldReader.error(
          r.require(key).at(), key + " " + FormatException.quote(found) + ", wanted " + wanted);
    }
    return found;
  }

  private static void refuseNotYet(YamlNode node) throws FormatException {
    if (node instanceof YamlMap map) {
      for (YamlNode.Entry e : map.entries()) {
        String instead = NOT_YET.get(e.key());
        if (instead != null) {
          throw FieldReader.error(
              e.keyAt(), "\"" + e.key() + "\" is not supported by this version; " + instead);
        }
      }
    }
  }

  /**
   * SHA-256 of the document as canonical JSON: comments, blank lines, quoting and the order of keys
   * do not count, so the digest changes exactly when the meaning may.
   */
  private static Digest digest(YamlNode root) {
    return JsonWriter.canonical(json(root)).digest();
  }

  private static JsonValue json(YamlNode node) {
    return switch (node) {
      case YamlScalar s -> new JsonString(s.text());
      case YamlList l -> new JsonArray(l.items().stream().map(PolicyParser::json).toList());
      case YamlMap m -> {
        JsonObject.Builder object = JsonObject.builder();
        m.entries().forEach(e -> object.put(e.key(), json(e.value())));
        yield object.build();
      }
    };
  }
}
