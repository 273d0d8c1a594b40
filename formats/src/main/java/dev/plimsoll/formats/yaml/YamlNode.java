package dev.plimsoll.formats.yaml;

import dev.plimsoll.formats.SourcePosition;
import java.util.List;
import java.util.Optional;

/** A YAML node with the place where it starts. Aliases are already replaced by their anchors. */
public sealed interface YamlNode {
  SourcePosition at();

  /** A mapping; keys are plain or quoted scalars, none twice, in file order. */
  record YamlMap(List<Entry> entries, SourcePosition at) implements YamlNode {
    public YamlMap {
      entries = List.copyOf(entries);
    }

    public Optional<YamlNode> find(String key) {
      for (Entry e : entries) {
        if (e.key().equals(key)) {
          return Optional.of(e.value());
        }
      }
      return Optional.empty();
    }
  }

  /** One {@code key: value} of a mapping, with the place of its key. */
  record Entry(String key, SourcePosition keyAt, YamlNode value) {}

  record YamlList(List<YamlNode> items, SourcePosition at) implements YamlNode {
    public YamlList {
      items = List.copyOf(items);
    }
  }

  /** A scalar: its text and the type that the YAML 1.2 core schema gives it. */
  record YamlScalar(String text, ScalarType type, SourcePosition at) implements YamlNode {}

  /** Types of the core schema; quoted text is always {@code STRING}. */
  enum ScalarType {
    STRING,
    INTEGER,
    FLOAT,
    BOOLEAN,
    NULL
  }

  /** The kind in words, for "found a list, wanted a string". */
  default String kind() {
    return switch (this) {
      case YamlMap m -> "a mapping";
      case YamlList l -> "a list";
      case YamlScalar s ->
          switch (s.type()) {
            case STRING -> "a string";
            case INTEGER -> "an integer";
            case FLOAT -> "a number";
            case BOOLEAN -> "a boolean";
            case NULL -> "nothing";
          };
    };
  }
}
