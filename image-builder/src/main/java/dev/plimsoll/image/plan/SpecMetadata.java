package dev.plimsoll.image.plan;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonBool;
import dev.plimsoll.formats.json.JsonValue.JsonNull;
import dev.plimsoll.formats.json.JsonValue.JsonNumber;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonValue.JsonString;
import dev.plimsoll.formats.json.JsonWriter;
import dev.plimsoll.formats.yaml.YamlNode;
import dev.plimsoll.formats.yaml.YamlNode.YamlList;
import dev.plimsoll.formats.yaml.YamlNode.YamlMap;
import dev.plimsoll.formats.yaml.YamlNode.YamlScalar;
import dev.plimsoll.image.spec.FileSpec;
import dev.plimsoll.image.spec.ImageSpec;
import java.math.BigDecimal;

/** The merged specification as a file of the image, {@code files: metadata}. */
final class SpecMetadata {
  private SpecMetadata() {}

  static Bytes of(ImageSpec spec, FileSpec.Metadata.Form form) {
    return switch (form) {
      case YAML -> spec.toYaml();
      case JSON -> JsonWriter.pretty(json(spec.merged()));
    };
  }

  private static JsonValue json(YamlNode node) {
    return switch (node) {
      case YamlList l ->
          new JsonValue.JsonArray(l.items().stream().map(SpecMetadata::json).toList());
      case YamlMap m -> {
        JsonObject.Builder json = JsonObject.builder();
        m.entries().forEach(e -> json.put(e.key(), json(e.value())));
        yield json.build();
      }
      case YamlScalar s ->
          switch (s.type()) {
            case STRING -> new JsonString(s.text());
            case BOOLEAN -> new JsonBool(s.text().equalsIgnoreCase("true"));
            case NULL -> new JsonNull();
            case INTEGER, FLOAT -> number(s.text());
          };
    };
  }

  /** A specification's numbers are integers, in one of YAML's notations. */
  private static JsonValue number(String text) {
    try {
      return JsonNumber.of(Long.decode(text.replaceFirst("^([+-]?)0o", "$10")));
    } catch (NumberFormatException e) {
      return new JsonNumber(new BigDecimal(text));
    }
  }
}
