package dev.plimsoll.policy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.yaml.YamlNode;
import dev.plimsoll.formats.yaml.YamlNode.YamlMap;
import dev.plimsoll.formats.yaml.YamlReader;
import dev.plimsoll.policy.PolicyDocument.Word;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads {@code policy.yaml} (docs/policies.md). No I/O; thread-safe. */
public final class PolicyParser {
  /** Most rules that one policy may have, inherited ones included. */
  public static final int MAX_RULES = 5_000;

  private static final String API_VERSION = "plimsoll/v1";
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,99}");
  private static final Pattern VERSION =
      Pattern.compile("\\d{1,9}\\.\\d{1,9}\\.\\d{1,9}(-[0-9A-Za-z.-]{1,50})?");
  private static final List<String> KERNEL_SURFACES =
      List.of("kconfig", "cmdline", "sysctl", "host");
  private static final List<String> TREE_SURFACES = List.of("tree");
  private static final List<String> TOP =
      List.of(
          "apiVersion",
          "kind",
          "metadata",
          "target",
          "mode",
          "requires",
          "extends",
          "precedence",
          "overrides",
          "controlMap",
          "rules");
  private static final List<String> METADATA =
      List.of("name", "version", "title", "owner", "description", "licence", "sources");
  private static final Map<String, String> NOT_YET =
      Map.of(
          "match", "use \"when\" in the rules",
          "waivers", "waivers are objects of their own");

  private PolicyParser() {}

  /**
   * Reads one policy that stands by itself.
   *
   * @param file names the text in messages
   * @throws FormatException located {@code file:line:column}; also when the policy extends packs or
   *     names a control map, which only a {@link PolicyLibrary} can find
   */
  public static Policy parse(String file, Bytes text) throws FormatException {
    PolicyDocument document = document(file, text);
    if (!document.extensions().isEmpty()) {
      throw FieldReader.error(
          document.extensions().getFirst().pack().at(),
          "a policy that extends packs is loaded by name or path, not as a text");
    }
    if (document.controlMap().isPresent()) {
      throw FieldReader.error(
          document.controlMap().get().at(),
          "a policy with a control map is loaded by name or path, not as a text");
    }
    return new Policy(
        document.ref(document.digest()),
        document.title(),
        document.owner(),
        document.target(),
        document.requires(),
        document.rules());
  }

  /** Reads one policy document whole; what it extends is only named. */
  static PolicyDocument document(String file, Bytes text) throws FormatException {
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
    meta.findString("description");
    meta.findString("licence");
    meta.strings("sources");
    PolicyDocument document =
        new PolicyDocument(
            name,
            version,
            meta.findString("title").orElse(name),
            meta.findString("owner").orElse(""),
            target,
            mode,
            requires(top, target),
            CompositionReader.extensions(top),
            CompositionReader.precedence(top),
            CompositionReader.overrides(top),
            controlMap(top),
            RuleReader.rules(name, top),
            NodeDigest.of(root),
            top.at());
    requireRules(top, document);
    return document;
  }

  private static Optional<Word> controlMap(FieldReader top) throws FormatException {
    return top.find("controlMap").isEmpty()
        ? Optional.empty()
        : Optional.of(CompositionReader.word("controlMap", top.require("controlMap")));
  }

  private static void requireRules(FieldReader top, PolicyDocument document)
      throws FormatException {
    int rules = document.rules().size();
    boolean none = document.extensions().isEmpty() || top.find("rules").isPresent();
    if (rules > MAX_RULES || (rules == 0 && none)) {
      throw FieldReader.error(
          top.require("rules").at(),
          rules + " rules; wanted 1 to " + MAX_RULES + " (policy parser)");
    }
    if (document.extensions().isEmpty()) {
      for (String key : List.of("precedence", "overrides")) {
        if (top.find(key).isPresent()) {
          throw FieldReader.error(
              top.require(key).at(), "\"" + key + "\" without \"extends\" has nothing to act on");
        }
      }
    }
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

  static void exactly(FieldReader r, String key, String wanted) throws FormatException {
    String found = r.string(key);
    if (!found.equals(wanted)) {
      throw FieldReader.error(
          r.require(key).at(),
          key + " is " + FormatException.quote(found) + ", wanted \"" + wanted + "\"");
    }
  }

  static String matching(FieldReader r, String key, Pattern form, String wanted)
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
}
