package dev.plimsoll.policy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.SourcePosition;
import dev.plimsoll.formats.yaml.YamlNode;
import dev.plimsoll.formats.yaml.YamlNode.YamlScalar;
import dev.plimsoll.formats.yaml.YamlReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which options help to meet which controls, so that packs need not repeat it: {@code kind:
 * ControlMap} (docs/policies.md, "Control maps"). A policy that names a map gets the controls of
 * its rules' options from it. Immutable; thread-safe.
 */
final class ControlMap {
  /** Most options of one map. */
  static final int MAX_OPTIONS = 5_000;

  private static final List<String> TOP = List.of("apiVersion", "kind", "sources", "options");
  private static final List<String> OPTION = List.of("subject", "name", "controls");
  private static final List<String> CONTROL = List.of("framework", "version", "source", "ids");
  private static final List<String> SUBJECTS = List.of("kconfig", "cmdline", "sysctl", "host");
  private static final Pattern SOURCE = Pattern.compile("[a-z0-9][a-z0-9-]{0,49}");

  private final Map<String, List<ControlRef>> controls;
  private final Digest digest;

  private ControlMap(Map<String, List<ControlRef>> controls, Digest digest) {
    this.controls = Map.copyOf(controls);
    this.digest = digest;
  }

  /**
   * @throws FormatException located {@code file:line:column}
   */
  static ControlMap parse(String file, Bytes text) throws FormatException {
    YamlNode root = YamlReader.parse(file, text);
    FieldReader top = FieldReader.of(root, "a control map", TOP);
    PolicyParser.exactly(top, "apiVersion", "plimsoll/v1");
    PolicyParser.exactly(top, "kind", "ControlMap");
    Map<String, String> sources = sources(top);
    Map<String, List<ControlRef>> controls = new HashMap<>();
    Map<String, SourcePosition> seen = new HashMap<>();
    List<YamlNode> options = top.list("options");
    if (options.isEmpty() || options.size() > MAX_OPTIONS) {
      throw FieldReader.error(
          top.require("options").at(), options.size() + " options; wanted 1 to " + MAX_OPTIONS);
    }
    for (YamlNode node : options) {
      FieldReader o = FieldReader.of(node, "an option", OPTION);
      String key = key(subject(o), o.string("name"));
      Optional<SourcePosition> first = Optional.ofNullable(seen.putIfAbsent(key, o.at()));
      if (first.isPresent()) {
        throw FieldReader.error(
            o.require("name").at(), key + " stands twice, first at line " + first.get().line());
      }
      controls.put(key, refs(o, sources));
    }
    return new ControlMap(controls, NodeDigest.of(root));
  }

  /** Full names of the sources by the short ones that entries use. */
  private static Map<String, String> sources(FieldReader top) throws FormatException {
    if (!(top.require("sources") instanceof YamlNode.YamlMap map)) {
      throw FieldReader.error(
          top.require("sources").at(), "\"sources\" maps short names to titles");
    }
    Map<String, String> sources = new HashMap<>();
    for (YamlNode.Entry e : map.entries()) {
      if (!SOURCE.matcher(e.key()).matches() || !(e.value() instanceof YamlScalar)) {
        throw FieldReader.error(e.keyAt(), "wanted a short name and a title");
      }
      sources.put(e.key(), FieldReader.scalar(e.key(), e.value()));
    }
    return sources;
  }

  private static String subject(FieldReader o) throws FormatException {
    String subject = o.string("subject");
    if (!SUBJECTS.contains(subject)) {
      throw FieldReader.error(
          o.require("subject").at(),
          "unknown subject "
              + FormatException.quote(subject)
              + ", wanted one of "
              + String.join(", ", SUBJECTS)
              + Suggestion.of(subject, SUBJECTS));
    }
    return subject;
  }

  private static List<ControlRef> refs(FieldReader o, Map<String, String> sources)
      throws FormatException {
    Set<ControlRef> refs = new LinkedHashSet<>();
    for (YamlNode node : o.list("controls")) {
      FieldReader c = FieldReader.of(node, "a control", CONTROL);
      String source = c.string("source");
      Optional<String> title = Optional.ofNullable(sources.get(source));
      if (title.isEmpty()) {
        throw FieldReader.error(
            c.require("source").at(),
            "unknown source "
                + FormatException.quote(source)
                + Suggestion.of(source, sources.keySet()));
      }
      String version =
          c.find("version").isEmpty() ? "" : FieldReader.scalar("version", c.require("version"));
      for (String id : FieldReader.scalars("ids", c.require("ids"))) {
        refs.add(new ControlRef(c.string("framework"), id, version, title.get()));
      }
    }
    if (refs.isEmpty()) {
      throw FieldReader.error(o.at(), "an option without controls");
    }
    return List.copyOf(refs);
  }

  private static String key(String subject, String name) {
    return subject + " " + name;
  }

  Digest digest() {
    return digest;
  }

  /**
   * {@code rule} with its own controls and then those of its option that it does not name itself.
   */
  Rule apply(Rule rule) {
    Optional<Demand> demand = Demand.of(rule);
    if (demand.isEmpty()) {
      return rule;
    }
    List<ControlRef> all = new ArrayList<>(rule.controls());
    for (ControlRef c :
        controls.getOrDefault(key(demand.get().subject(), demand.get().name()), List.of())) {
      boolean named =
          rule.controls().stream()
              .anyMatch(o -> o.framework().equals(c.framework()) && o.id().equals(c.id()));
      if (!named) {
        all.add(c);
      }
    }
    return rule.withControls(all);
  }
}
