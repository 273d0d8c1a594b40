package dev.plimsoll.policy;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.SourcePosition;
import dev.plimsoll.formats.yaml.YamlNode;
import dev.plimsoll.formats.yaml.YamlNode.Entry;
import dev.plimsoll.formats.yaml.YamlNode.ScalarType;
import dev.plimsoll.formats.yaml.YamlNode.YamlList;
import dev.plimsoll.formats.yaml.YamlNode.YamlMap;
import dev.plimsoll.formats.yaml.YamlNode.YamlScalar;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Reads one mapping of a policy file strictly: only the keys that were announced, each of its type.
 * Every complaint is {@code file:line:column: what was found, what was wanted}.
 */
public final class FieldReader {
  private final YamlMap map;
  private final String what;

  private FieldReader(YamlMap map, String what) {
    this.map = map;
    this.what = what;
  }

  /**
   * Reads {@code node} as a mapping with no keys but {@code keys}.
   *
   * @param what names the mapping in messages, e.g. {@code "a rule"}
   */
  public static FieldReader of(YamlNode node, String what, Collection<String> keys)
      throws FormatException {
    if (!(node instanceof YamlMap map)) {
      throw error(node.at(), "found " + node.kind() + ", wanted a mapping (" + what + ")");
    }
    for (Entry e : map.entries()) {
      if (!keys.contains(e.key())) {
        throw error(
            e.keyAt(),
            "unknown key "
                + FormatException.quote(e.key())
                + " in "
                + what
                + Suggestion.of(e.key(), keys));
      }
    }
    return new FieldReader(map, what);
  }

  public SourcePosition at() {
    return map.at();
  }

  public Optional<YamlNode> find(String key) {
    return map.find(key);
  }

  public YamlNode require(String key) throws FormatException {
    Optional<YamlNode> node = map.find(key);
    if (node.isEmpty()) {
      throw error(map.at(), what + " lacks " + FormatException.quote(key));
    }
    return node.get();
  }

  /** A string that is not blank. */
  public String string(String key) throws FormatException {
    return string(key, require(key));
  }

  public Optional<String> findString(String key) throws FormatException {
    Optional<YamlNode> node = find(key);
    return node.isEmpty() ? Optional.empty() : Optional.of(string(key, node.get()));
  }

  /** A list of strings; one string stands for a list of one; absent is empty. */
  public List<String> strings(String key) throws FormatException {
    Optional<YamlNode> node = find(key);
    return node.isEmpty() ? List.of() : scalars(key, node.get());
  }

  /** Like {@link #strings}, of any node; numbers and booleans count as their text. */
  public static List<String> scalars(String key, YamlNode node) throws FormatException {
    List<String> texts = new ArrayList<>();
    for (YamlNode item : node instanceof YamlList l ? l.items() : List.of(node)) {
      texts.add(scalar(key, item));
    }
    return texts;
  }

  /** The items of the list {@code key}; absent is empty. */
  public List<YamlNode> list(String key) throws FormatException {
    Optional<YamlNode> node = find(key);
    if (node.isEmpty()) {
      return List.of();
    }
    if (node.get() instanceof YamlList list) {
      return list.items();
    }
    throw error(
        node.get().at(),
        FormatException.quote(key) + " is " + node.get().kind() + ", wanted a list");
  }

  /** One of the words of {@code values}, as {@code name} gives them. */
  public <E extends Enum<E>> E word(
      String key, E[] values, java.util.function.Function<E, String> name) throws FormatException {
    YamlNode node = require(key);
    String text = string(key, node);
    List<String> known = new ArrayList<>();
    for (E value : values) {
      if (name.apply(value).equals(text)) {
        return value;
      }
      known.add(name.apply(value));
    }
    throw error(
        node.at(),
        "unknown "
            + key
            + " "
            + FormatException.quote(text)
            + ", wanted one of "
            + String.join(", ", known)
            + Suggestion.of(text, known));
  }

  private static String string(String key, YamlNode node) throws FormatException {
    if (node instanceof YamlScalar s && s.type() == ScalarType.STRING && !s.text().isBlank()) {
      return s.text().strip();
    }
    String found =
        node instanceof YamlScalar s && s.type() == ScalarType.STRING ? "blank" : node.kind();
    throw error(node.at(), FormatException.quote(key) + " is " + found + ", wanted a string");
  }

  /** The text of a scalar of any type but null: {@code 65536} and {@code "65536"} are alike. */
  public static String scalar(String key, YamlNode node) throws FormatException {
    if (node instanceof YamlScalar s && s.type() != ScalarType.NULL) {
      return s.text();
    }
    throw error(
        node.at(), FormatException.quote(key) + " is " + node.kind() + ", wanted a single value");
  }

  public static FormatException error(SourcePosition at, String message) {
    return new FormatException(at.toString(), message);
  }
}
