package dev.plimsoll.policy;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.SourcePosition;
import dev.plimsoll.formats.yaml.YamlNode;
import dev.plimsoll.formats.yaml.YamlNode.ScalarType;
import dev.plimsoll.formats.yaml.YamlNode.YamlMap;
import dev.plimsoll.formats.yaml.YamlNode.YamlScalar;
import dev.plimsoll.policy.PolicyDocument.Extension;
import dev.plimsoll.policy.PolicyDocument.Override;
import dev.plimsoll.policy.PolicyDocument.Selection;
import dev.plimsoll.policy.PolicyDocument.Word;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads how a policy is put together of packs: {@code extends}, {@code precedence}, {@code
 * overrides}.
 */
final class CompositionReader {
  /** Most packs that one policy may name. */
  static final int MAX_EXTENDS = 32;

  /** Most overrides of one policy. */
  static final int MAX_OVERRIDES = 1_000;

  private static final List<String> EXTENSION = List.of("pack", "rules", "except");
  private static final List<String> OVERRIDE =
      List.of("rule", "severity", "mode", "replaced", "reason");

  private CompositionReader() {}

  static List<Extension> extensions(FieldReader top) throws FormatException {
    List<YamlNode> items = top.list("extends");
    limit(top, "extends", items.size(), MAX_EXTENDS);
    List<Extension> extensions = new ArrayList<>();
    Map<String, SourcePosition> seen = new HashMap<>();
    for (YamlNode item : items) {
      Extension e = extension(item);
      twice(seen, e.pack(), "pack");
      extensions.add(e);
    }
    return extensions;
  }

  private static Extension extension(YamlNode node) throws FormatException {
    if (!(node instanceof YamlMap)) {
      return new Extension(word("extends", node), new Selection.All());
    }
    FieldReader e = FieldReader.of(node, "an item of \"extends\"", EXTENSION);
    Word pack = word("pack", e.require("pack"));
    if (e.find("rules").isPresent() && e.find("except").isPresent()) {
      throw FieldReader.error(
          e.require("except").at(), "\"rules\" and \"except\" exclude each other");
    }
    if (e.find("rules").isPresent()) {
      return new Extension(pack, new Selection.Only(words(e, "rules")));
    }
    return new Extension(
        pack,
        e.find("except").isPresent()
            ? new Selection.Except(words(e, "except"))
            : new Selection.All());
  }

  static List<Word> precedence(FieldReader top) throws FormatException {
    return top.find("precedence").isEmpty() ? List.of() : words(top, "precedence");
  }

  static List<Override> overrides(FieldReader top) throws FormatException {
    List<YamlNode> items = top.list("overrides");
    limit(top, "overrides", items.size(), MAX_OVERRIDES);
    List<Override> overrides = new ArrayList<>();
    Map<String, SourcePosition> seen = new HashMap<>();
    for (YamlNode item : items) {
      Override o = override(FieldReader.of(item, "an item of \"overrides\"", OVERRIDE));
      twice(seen, o.rule(), "rule");
      overrides.add(o);
    }
    return overrides;
  }

  private static Override override(FieldReader o) throws FormatException {
    Optional<Severity> severity =
        o.find("severity").isEmpty()
            ? Optional.empty()
            : Optional.of(o.word("severity", Severity.values(), Severity::wire));
    Optional<Mode> mode =
        o.find("mode").isEmpty()
            ? Optional.empty()
            : Optional.of(o.word("mode", Mode.values(), Mode::wire));
    boolean replaced = o.find("replaced").isPresent();
    if (replaced && !isTrue(o.require("replaced"))) {
      throw FieldReader.error(o.require("replaced").at(), "\"replaced\" can only be true");
    }
    if (severity.isEmpty() && mode.isEmpty() && !replaced) {
      throw FieldReader.error(
          o.at(), "an override changes nothing; give \"severity\", \"mode\" or \"replaced\"");
    }
    if (replaced && (severity.isPresent() || mode.isPresent())) {
      throw FieldReader.error(
          o.require("replaced").at(), "a rule that is replaced cannot be changed as well");
    }
    return new Override(
        word("rule", o.require("rule")), severity, mode, replaced, o.string("reason"));
  }

  private static boolean isTrue(YamlNode node) {
    return node instanceof YamlScalar s
        && s.type() == ScalarType.BOOLEAN
        && s.text().equalsIgnoreCase("true");
  }

  /** A list of words, none twice and not none at all. */
  private static List<Word> words(FieldReader from, String key) throws FormatException {
    List<Word> words = new ArrayList<>();
    Map<String, SourcePosition> seen = new HashMap<>();
    for (YamlNode node : from.list(key)) {
      Word w = word(key, node);
      twice(seen, w, "\"" + key + "\":");
      words.add(w);
    }
    if (words.isEmpty()) {
      throw FieldReader.error(from.require(key).at(), "\"" + key + "\" is empty");
    }
    return words;
  }

  static Word word(String key, YamlNode node) throws FormatException {
    if (node instanceof YamlScalar s && s.type() == ScalarType.STRING && !s.text().isBlank()) {
      return new Word(s.text().strip(), s.at());
    }
    throw FieldReader.error(
        node.at(), FormatException.quote(key) + " has " + node.kind() + ", wanted a string");
  }

  private static void twice(Map<String, SourcePosition> seen, Word word, String what)
      throws FormatException {
    Optional<SourcePosition> first = Optional.ofNullable(seen.putIfAbsent(word.text(), word.at()));
    if (first.isPresent()) {
      throw FieldReader.error(
          word.at(),
          what
              + " "
              + FormatException.quote(word.text())
              + " stands twice, first at line "
              + first.get().line());
    }
  }

  private static void limit(FieldReader top, String key, int count, int most)
      throws FormatException {
    if (top.find(key).isPresent() && (count == 0 || count > most)) {
      throw FieldReader.error(
          top.require(key).at(),
          "\"" + key + "\" has " + count + " items; wanted 1 to " + most + " (policy parser)");
    }
  }
}
