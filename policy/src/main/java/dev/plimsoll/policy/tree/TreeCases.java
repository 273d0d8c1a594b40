package dev.plimsoll.policy.tree;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonArray;
import dev.plimsoll.formats.json.JsonValue.JsonBool;
import dev.plimsoll.formats.json.JsonValue.JsonNull;
import dev.plimsoll.formats.json.JsonValue.JsonNumber;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonValue.JsonString;
import dev.plimsoll.formats.yaml.YamlNode;
import dev.plimsoll.formats.yaml.YamlNode.YamlList;
import dev.plimsoll.formats.yaml.YamlNode.YamlMap;
import dev.plimsoll.formats.yaml.YamlNode.YamlScalar;
import dev.plimsoll.policy.FieldReader;
import dev.plimsoll.policy.Finding;
import dev.plimsoll.policy.Policy;
import dev.plimsoll.policy.PolicyTestRunner.CaseJudge;
import dev.plimsoll.policy.facts.TreeFactsDocument;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Cases of tree policies: {@code containers} and {@code files} as in the facts, of which a case
 * writes only what its rules ask for; counts are made from the files. Or {@code facts}: a whole
 * document, or {@code none}.
 */
public final class TreeCases implements CaseJudge {
  /** The kinds of the shipped lint. */
  private static final List<String> KINDS =
      List.of(
          "setuid",
          "setgid",
          "world-writable-file",
          "world-writable-directory",
          "file-capabilities",
          "device",
          "elf",
          "elf-malformed",
          "secret");

  private final TreeAudit audit = new TreeAudit();

  @Override
  public List<String> keys() {
    return List.of("containers", "files", "arch", "facts");
  }

  @Override
  public List<Finding> judge(Policy policy, String name, FieldReader described)
      throws FormatException {
    if (described.find("facts").isPresent()) {
      return withFacts(policy, described);
    }
    List<JsonValue> files = list(described, "files");
    Map<String, Long> counts = new TreeMap<>();
    KINDS.forEach(k -> counts.put(k, 0L));
    for (JsonValue file : files) {
      counts.merge(file.asObject("a file").string("kind"), 1L, Long::sum);
    }
    JsonObject.Builder counted = JsonObject.builder();
    counts.forEach(counted::put);
    JsonObject facts =
        JsonObject.builder()
            .put("schemaVersion", 1)
            .put(
                "image",
                JsonObject.builder()
                    .put("name", name)
                    .put("arch", described.findString("arch").orElse("amd64"))
                    .build())
            .put("containers", list(described, "containers"))
            .put("files", files)
            .put("counts", counted.build())
            .build();
    return audit.judge(TreeFactsDocument.of(described.at().toString(), facts), List.of(policy));
  }

  /** {@code facts: none}, else the whole document. */
  private List<Finding> withFacts(Policy policy, FieldReader described) throws FormatException {
    YamlNode node = described.require("facts");
    if (node instanceof YamlScalar s && s.text().equals("none")) {
      return audit.withoutFacts(List.of(policy));
    }
    JsonObject facts = json(node).asObject("facts");
    return audit.judge(TreeFactsDocument.of(node.at().toString(), facts), List.of(policy));
  }

  private static List<JsonValue> list(FieldReader described, String key) throws FormatException {
    List<JsonValue> items = new ArrayList<>();
    for (YamlNode item : described.list(key)) {
      items.add(json(item));
    }
    return items;
  }

  private static JsonValue json(YamlNode node) throws FormatException {
    return switch (node) {
      case YamlScalar s -> scalar(s);
      case YamlList l -> {
        List<JsonValue> items = new ArrayList<>();
        for (YamlNode item : l.items()) {
          items.add(json(item));
        }
        yield new JsonArray(items);
      }
      case YamlMap m -> {
        JsonObject.Builder object = JsonObject.builder();
        for (YamlNode.Entry e : m.entries()) {
          object.put(e.key(), json(e.value()));
        }
        yield object.build();
      }
    };
  }

  private static JsonValue scalar(YamlScalar scalar) throws FormatException {
    return switch (scalar.type()) {
      case STRING -> new JsonString(scalar.text());
      case BOOLEAN -> new JsonBool(scalar.text().equalsIgnoreCase("true"));
      case INTEGER -> new JsonNumber(number(scalar));
      case NULL -> new JsonNull();
      case FLOAT ->
          throw FieldReader.error(
              scalar.at(), FormatException.quote(scalar.text()) + " is no value that facts have");
    };
  }

  private static BigDecimal number(YamlScalar scalar) throws FormatException {
    try {
      return new BigDecimal(Long.decode(scalar.text()));
    } catch (NumberFormatException e) {
      throw new FormatException(
          scalar.at() + ": " + FormatException.quote(scalar.text()) + " is no 64-bit integer", e);
    }
  }
}
