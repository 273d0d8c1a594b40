package dev.plimsoll.kernel.audit;

import static dev.plimsoll.policy.FieldReader.error;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.yaml.YamlNode;
import dev.plimsoll.formats.yaml.YamlNode.YamlMap;
import dev.plimsoll.formats.yaml.YamlNode.YamlScalar;
import dev.plimsoll.kernel.config.OptionName;
import dev.plimsoll.policy.FieldReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads the {@code want} of a check: {@code y} (equal to), {@code unset}, {@code present}, {@code
 * not_off}, or a mapping with one key such as {@code {lists: yama}}.
 */
final class WantCompiler {
  private static final List<String> KEYS =
      List.of(
          "eq", "in", "unset", "present", "not_off", "lists", "never", "bool", "ge", "le",
          "max_of");

  private WantCompiler() {}

  static Want compile(YamlNode node) throws FormatException {
    if (node instanceof YamlScalar) {
      return word(FieldReader.scalar("want", node));
    }
    if (!(node instanceof YamlMap map) || map.entries().isEmpty()) {
      throw error(
          node.at(),
          "\"want\" is " + node.kind() + ", wanted a value or one of " + String.join(", ", KEYS));
    }
    FieldReader w = FieldReader.of(node, "\"want\"", KEYS);
    if (w.find("ge").isPresent() || w.find("le").isPresent()) {
      FieldReader.of(node, "\"want\" with bounds", List.of("ge", "le"));
      Optional<Long> low = number(w, "ge");
      Optional<Long> high = number(w, "le");
      if (low.isPresent() && high.isPresent() && low.get() > high.get()) {
        throw error(
            w.require("ge").at(),
            "no number is at least " + low.get() + " and at most " + high.get());
      }
      return new Want.Between(low, high);
    }
    if (map.entries().size() > 1) {
      throw error(map.entries().get(1).keyAt(), "\"want\" has one key (or ge and le)");
    }
    String key = map.entries().getFirst().key();
    return one(w, key, map.entries().getFirst().value());
  }

  private static Want word(String text) {
    return switch (text) {
      case "unset" -> new Want.Unset();
      case "present" -> new Want.Present();
      case "not_off" -> new Want.NotOff();
      default -> Want.Equal.of(text);
    };
  }

  private static Want one(FieldReader w, String key, YamlNode value) throws FormatException {
    return switch (key) {
      case "eq" -> Want.Equal.of(FieldReader.scalar(key, value));
      case "in" -> new Want.OneOf(texts(w, key).stream().map(Want.Equal::of).toList());
      case "lists" -> new Want.Lists(FieldReader.scalar(key, value));
      case "never" -> never(texts(w, key));
      case "bool" -> new Want.Flag(flag(key, value));
      case "max_of" -> new Want.MaxOf(OptionName.of(w.string(key)));
      default -> {
        if (!flag(key, value)) {
          throw error(value.at(), "\"" + key + "\" can only be true");
        }
        yield word(key);
      }
    };
  }

  private static Want never(List<String> values) {
    List<Pattern> patterns = new ArrayList<>();
    for (String v : values) {
      List<String> parts = List.of(v.split("\\*", -1));
      patterns.add(
          Pattern.compile(
              String.join(".*", parts.stream().map(Pattern::quote).toList()), Pattern.DOTALL));
    }
    return new Want.Never(values, patterns);
  }

  private static List<String> texts(FieldReader w, String key) throws FormatException {
    List<String> texts = w.strings(key);
    if (texts.isEmpty()) {
      throw error(w.require(key).at(), "\"" + key + "\" is empty");
    }
    return texts;
  }

  private static Optional<Long> number(FieldReader w, String key) throws FormatException {
    Optional<YamlNode> node = w.find(key);
    if (node.isEmpty()) {
      return Optional.empty();
    }
    Optional<Long> n = Numbers.find(FieldReader.scalar(key, node.get()));
    if (n.isEmpty()) {
      throw error(node.get().at(), "\"" + key + "\" is no number");
    }
    return n;
  }

  private static boolean flag(String key, YamlNode value) throws FormatException {
    if (value instanceof YamlScalar s && s.type() == YamlNode.ScalarType.BOOLEAN) {
      return s.text().equalsIgnoreCase("true");
    }
    throw error(value.at(), "\"" + key + "\" is " + value.kind() + ", wanted true or false");
  }
}
