package dev.plimsoll.image.spec;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.SourcePosition;
import dev.plimsoll.formats.yaml.YamlNode;
import dev.plimsoll.formats.yaml.YamlNode.Entry;
import dev.plimsoll.formats.yaml.YamlNode.ScalarType;
import dev.plimsoll.formats.yaml.YamlNode.YamlList;
import dev.plimsoll.formats.yaml.YamlNode.YamlMap;
import dev.plimsoll.formats.yaml.YamlNode.YamlScalar;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads the fields of one YAML mapping by name and type. Every complaint is one line: where, which
 * field, what was found, what was wanted.
 */
final class Fields {
  /**
   * The longest string that a field may hold, in characters, unless the field has its own limit.
   */
  static final int MAX_STRING = 64 << 10;

  private final YamlMap map;
  private final String what;
  private final Part part;

  private enum Part {
    WHOLE,
    ONE_FIELD
  }

  private Fields(YamlMap map, String what, Part part) {
    this.map = map;
    this.what = what;
    this.part = part;
  }

  /** Makes a value of a mapping's fields. */
  @FunctionalInterface
  interface Reader<T> {
    T read(Fields fields) throws FormatException;
  }

  /** Takes {@code node} as a mapping that has no other keys than {@code known}. */
  static Fields of(YamlNode node, String what, Set<String> known) throws FormatException {
    YamlMap map = asMap(node, what);
    for (Entry entry : map.entries()) {
      requireKnown(entry, what, known);
    }
    return new Fields(map, what, Part.WHOLE);
  }

  /**
   * Reads a mapping so that of several errors the first in the file is the one that is thrown:
   * every field is read alone, in file order, before all are read together.
   */
  static <T> T inOrder(YamlNode node, String what, Set<String> known, Reader<T> reader)
      throws FormatException {
    YamlMap map = asMap(node, what);
    for (Entry entry : map.entries()) {
      requireKnown(entry, what, known);
      reader.read(new Fields(new YamlMap(List.of(entry), map.at()), what, Part.ONE_FIELD));
    }
    return reader.read(new Fields(map, what, Part.WHOLE));
  }

  static YamlMap asMap(YamlNode node, String name) throws FormatException {
    if (node instanceof YamlMap map) {
      return map;
    }
    throw wrongType(node, name, "a mapping");
  }

  private static void requireKnown(Entry entry, String what, Set<String> known)
      throws FormatException {
    if (!known.contains(entry.key())) {
      throw new FormatException(entry.keyAt().toString(), unknown(entry.key(), what, known));
    }
  }

  private static String unknown(String key, String what, Set<String> known) {
    String in = what.isEmpty() ? "" : " in " + what;
    String help =
        Spelling.nearest(key, known)
            .map(k -> "; did you mean \"" + k + "\"?")
            .orElse("; known are " + String.join(", ", new TreeSet<>(known)));
    return "unknown key " + FormatException.quote(key) + in + help;
  }

  SourcePosition at() {
    return map.at();
  }

  /** The name of the mapping in messages, e.g. {@code files[2]}. */
  String what() {
    return what;
  }

  /** The name of a field in messages, e.g. {@code services[0].env}. */
  String path(String key) {
    return what.isEmpty() ? key : what + "." + key;
  }

  /** Whether all fields are here, so that it can be told what is missing. */
  boolean isWhole() {
    return part == Part.WHOLE;
  }

  boolean has(String key) {
    return find(key).isPresent();
  }

  Optional<YamlNode> find(String key) {
    return map.find(key);
  }

  Located<String> require(String key) throws FormatException {
    return require(key, "");
  }

  /** {@code standIn} takes the place of a missing field while another one is read alone. */
  Located<String> require(String key, String standIn) throws FormatException {
    Optional<Located<String>> found = string(key);
    if (found.isEmpty() && part == Part.ONE_FIELD) {
      return new Located<>(standIn, at());
    }
    return found.orElseThrow(
        () ->
            new FormatException(
                at().toString(),
                (what.isEmpty() ? "" : what + ": ") + "\"" + key + "\" is missing"));
  }

  Optional<Located<String>> string(String key) throws FormatException {
    return string(key, "a string");
  }

  /** {@code wanted} says more than the type, e.g. {@code a string of octal digits}. */
  Optional<Located<String>> string(String key, String wanted) throws FormatException {
    Optional<YamlNode> node = find(key);
    return node.isEmpty()
        ? Optional.empty()
        : Optional.of(asString(node.get(), path(key), wanted, MAX_STRING));
  }

  Optional<Located<String>> text(String key, int maxLength) throws FormatException {
    Optional<YamlNode> node = find(key);
    return node.isEmpty()
        ? Optional.empty()
        : Optional.of(asString(node.get(), path(key), "a string", maxLength));
  }

  Optional<Located<Boolean>> bool(String key) throws FormatException {
    Optional<YamlNode> node = find(key);
    if (node.isEmpty()) {
      return Optional.empty();
    }
    if (node.get() instanceof YamlScalar s && s.type() == ScalarType.BOOLEAN) {
      return Optional.of(new Located<>(s.text().equalsIgnoreCase("true"), s.at()));
    }
    throw wrongType(node.get(), path(key), "true or false");
  }

  Optional<Located<Long>> integer(String key, long least, long most) throws FormatException {
    Optional<YamlNode> node = find(key);
    return node.isEmpty()
        ? Optional.empty()
        : Optional.of(asInteger(node.get(), path(key), least, most));
  }

  Optional<Located<List<Located<String>>>> strings(String key) throws FormatException {
    Optional<YamlNode> node = find(key);
    if (node.isEmpty()) {
      return Optional.empty();
    }
    List<Located<String>> items = new ArrayList<>();
    List<YamlNode> nodes = asList(node.get(), path(key));
    for (int i = 0; i < nodes.size(); i++) {
      items.add(asString(nodes.get(i), path(key) + "[" + i + "]", "a string", MAX_STRING));
    }
    return Optional.of(new Located<>(List.copyOf(items), node.get().at()));
  }

  /** A number, or a name that {@code context} has a number for. */
  Optional<Located<Long>> id(String key, long most, SpecContext context) throws FormatException {
    Optional<YamlNode> node = find(key);
    return node.isEmpty()
        ? Optional.empty()
        : Optional.of(asId(node.get(), path(key), most, context));
  }

  Optional<Located<List<Long>>> ids(String key, long most, SpecContext context)
      throws FormatException {
    Optional<YamlNode> node = find(key);
    if (node.isEmpty()) {
      return Optional.empty();
    }
    List<Long> items = new ArrayList<>();
    for (YamlNode item : asList(node.get(), path(key))) {
      items.add(asId(item, path(key) + "[" + items.size() + "]", most, context).value());
    }
    return Optional.of(new Located<>(List.copyOf(items), node.get().at()));
  }

  private static Located<Long> asId(YamlNode node, String name, long most, SpecContext context)
      throws FormatException {
    if (node instanceof YamlScalar s && s.type() == ScalarType.STRING) {
      Located<String> text = asString(node, name, "a string", MAX_STRING);
      return new Located<>(context.id(text, name), text.at());
    }
    return asInteger(node, name, 0, most);
  }

  Optional<Located<Map<String, String>>> stringMap(String key) throws FormatException {
    Optional<YamlNode> node = find(key);
    if (node.isEmpty()) {
      return Optional.empty();
    }
    if (!(node.get() instanceof YamlMap strings)) {
      throw wrongType(node.get(), path(key), "a mapping");
    }
    Map<String, String> found = new LinkedHashMap<>();
    for (Entry e : strings.entries()) {
      String name = path(key) + "." + e.key();
      found.put(e.key(), asString(e.value(), name, "a string", MAX_STRING).value());
    }
    return Optional.of(new Located<>(Collections.unmodifiableMap(found), node.get().at()));
  }

  /** The items of a list field; none when the field is absent. */
  List<YamlNode> list(String key) throws FormatException {
    Optional<YamlNode> node = find(key);
    return node.isEmpty() ? List.of() : asList(node.get(), path(key));
  }

  static List<YamlNode> asList(YamlNode node, String name) throws FormatException {
    if (node instanceof YamlList list) {
      return list.items();
    }
    throw wrongType(node, name, "a list");
  }

  static Located<String> asString(YamlNode node, String name, String wanted, int maxLength)
      throws FormatException {
    if (!(node instanceof YamlScalar s) || s.type() != ScalarType.STRING) {
      throw wrongType(node, name, wanted);
    }
    if (s.text().length() > maxLength) {
      throw new FormatException(
          s.at().toString(),
          name + ": " + s.text().length() + " characters; the limit is " + maxLength);
    }
    if (s.text().indexOf('\0') >= 0) {
      throw new FormatException(s.at().toString(), name + ": holds a NUL character");
    }
    return new Located<>(s.text(), s.at());
  }

  static Located<Long> asInteger(YamlNode node, String name, long least, long most)
      throws FormatException {
    if (!(node instanceof YamlScalar s) || s.type() != ScalarType.INTEGER) {
      throw wrongType(node, name, "an integer");
    }
    try {
      long value = Long.decode(s.text().replaceFirst("^([+-]?)0o", "$10"));
      if (value >= least && value <= most) {
        return new Located<>(value, s.at());
      }
    } catch (NumberFormatException e) {
      // falls out of every range
    }
    throw new FormatException(
        s.at().toString(),
        name + ": found " + s.text() + ", wanted an integer from " + least + " to " + most);
  }

  static FormatException wrongType(YamlNode node, String name, String wanted) {
    String prefix = name.isEmpty() ? "" : name + ": ";
    return new FormatException(
        node.at().toString(), prefix + "found " + node.kind() + ", wanted " + wanted);
  }
}
