package dev.plimsoll.formats.yaml;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.SourcePosition;
import dev.plimsoll.formats.yaml.YamlNode.Entry;
import dev.plimsoll.formats.yaml.YamlNode.ScalarType;
import dev.plimsoll.formats.yaml.YamlNode.YamlList;
import dev.plimsoll.formats.yaml.YamlNode.YamlMap;
import dev.plimsoll.formats.yaml.YamlNode.YamlScalar;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Reads one YAML 1.2 document (core schema) into {@link YamlNode}s with positions.
 *
 * <p>Refused: a second document, a duplicate key, a key that is not a scalar, an unknown tag, a
 * cycle, more than {@link #MAX_BYTES} bytes, depth {@link #MAX_DEPTH}; after aliases are followed,
 * more than {@link #MAX_NODES} nodes or {@link #MAX_BYTES} characters. Thread-safe.
 */
public final class YamlReader {
  public static final int MAX_BYTES = 4 << 20;
  public static final int MAX_DEPTH = 50;
  public static final int MAX_NODES = 200_000;

  private static final int BUFFER = 1024;

  private YamlReader() {}

  /** Parses {@code text}; {@code file} names it in positions and messages. */
  public static YamlNode parse(String file, Bytes text) throws FormatException {
    if (text.size() > MAX_BYTES) {
      throw new FormatException(
          file, text.size() + " bytes of YAML; the limit is " + MAX_BYTES + " (YAML reader)");
    }
    try {
      String chars =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text.toArray())).toString();
      Optional<YamlNode> plain = PlainYaml.read(file, chars);
      return plain.isPresent() ? plain.get() : whole(file, chars);
    } catch (CharacterCodingException e) {
      throw new FormatException(file + ": not UTF-8 text", e);
    }
  }

  /** All of YAML, by the library. */
  static YamlNode whole(String file, String chars) throws FormatException {
    try {
      LoadSettings settings =
          LoadSettings.builder()
              .setLabel(file)
              .setAllowDuplicateKeys(true) // refused below, with a position of our own
              .setMaxAliasesForCollections(50)
              .setCodePointLimit(MAX_BYTES)
              .setBufferSize(BUFFER + chars.length()) // growing it costs the square of the text
              .setSchema(new CoreSchema())
              .build();
      requireShallow(file, settings, chars);
      Iterator<Node> documents = new Compose(settings).composeAllFromString(chars).iterator();
      if (!documents.hasNext()) {
        throw new FormatException(file + ":1:1", "empty document, wanted a mapping");
      }
      YamlNode root = new Walk(file).node(documents.next(), 0);
      if (documents.hasNext()) {
        throw new FormatException(
            at(file, documents.next()).toString(), "a second YAML document; one was wanted");
      }
      return root;
    } catch (MarkedYamlEngineException e) {
      String where = e.getProblemMark().map(m -> position(file, m).toString()).orElse(file);
      throw new FormatException(where + ": not YAML: " + oneLine(e.getProblem()), e);
    } catch (YamlEngineException | IllegalArgumentException e) {
      // The second is what the library throws for some tags; fuzzing found it.
      throw new FormatException(file + ": not YAML: " + oneLine(String.valueOf(e.getMessage())), e);
    }
  }

  /** The composer recurses, the parser does not: depth is measured before it can hurt. */
  private static void requireShallow(String file, LoadSettings settings, String chars)
      throws FormatException {
    int depth = 0;
    for (Event event : new Parse(settings).parseString(chars)) {
      switch (event.getEventId()) {
        case MappingStart, SequenceStart -> depth++;
        case MappingEnd, SequenceEnd -> depth--;
        default -> {
          continue;
        }
      }
      if (depth > MAX_DEPTH) {
        throw new FormatException(
            event.getStartMark().map(m -> position(file, m).toString()).orElse(file),
            "nested deeper than " + MAX_DEPTH + " (limit of the YAML reader)");
      }
    }
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }

  private static SourcePosition at(String file, Node node) {
    return node.getStartMark().map(m -> position(file, m)).orElse(new SourcePosition(file, 1, 1));
  }

  private static SourcePosition position(String file, Mark mark) {
    return new SourcePosition(file, mark.getLine() + 1, mark.getColumn() + 1);
  }

  private static final class Walk {
    private final String file;
    private int nodes;
    private long characters;

    Walk(String file) {
      this.file = file;
    }

    YamlNode node(Node node, int depth) throws FormatException {
      SourcePosition at = at(file, node);
      if (++nodes > MAX_NODES || depth > MAX_DEPTH) {
        throw new FormatException(
            at.toString(),
            "more than " + MAX_NODES + " nodes or depth " + MAX_DEPTH + " (YAML reader)");
      }
      return switch (node) {
        case ScalarNode s -> {
          characters += s.getValue().length();
          if (characters > MAX_BYTES) {
            throw new FormatException(
                at.toString(),
                "more than " + MAX_BYTES + " characters after aliases are followed (YAML reader)");
          }
          yield new YamlScalar(s.getValue(), type(s, at), at);
        }
        case SequenceNode s -> {
          List<YamlNode> items = new ArrayList<>();
          for (Node item : s.getValue()) {
            items.add(node(item, depth + 1));
          }
          yield new YamlList(items, at);
        }
        case MappingNode m -> map(m, at, depth);
        default -> throw new FormatException(at.toString(), "unsupported YAML node");
      };
    }

    private YamlMap map(MappingNode map, SourcePosition at, int depth) throws FormatException {
      List<Entry> entries = new ArrayList<>();
      Map<String, SourcePosition> seen = new HashMap<>();
      for (NodeTuple tuple : map.getValue()) {
        SourcePosition keyAt = at(file, tuple.getKeyNode());
        if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
          throw new FormatException(keyAt.toString(), "a key must be a string");
        }
        Optional<SourcePosition> before = Optional.ofNullable(seen.put(key.getValue(), keyAt));
        if (before.isPresent()) {
          throw new FormatException(
              keyAt.toString(),
              "key "
                  + FormatException.quote(key.getValue())
                  + " stands twice, first at line "
                  + before.get().line());
        }
        entries.add(new Entry(key.getValue(), keyAt, node(tuple.getValueNode(), depth + 1)));
      }
      return new YamlMap(entries, at);
    }

    private ScalarType type(ScalarNode scalar, SourcePosition at) throws FormatException {
      Tag tag = scalar.getTag();
      if (tag.equals(Tag.STR)) {
        return ScalarType.STRING;
      } else if (tag.equals(Tag.INT)) {
        return ScalarType.INTEGER;
      } else if (tag.equals(Tag.FLOAT)) {
        return ScalarType.FLOAT;
      } else if (tag.equals(Tag.BOOL)) {
        return ScalarType.BOOLEAN;
      } else if (tag.equals(Tag.NULL)) {
        return ScalarType.NULL;
      }
      throw new FormatException(
          at.toString(), "unknown YAML tag " + FormatException.quote(tag.getValue()));
    }
  }
}
