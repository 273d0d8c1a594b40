package dev.plimsoll.image.spec;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonArray;
import dev.plimsoll.formats.yaml.YamlNode;
import dev.plimsoll.image.spec.JsonShape.Key;
import dev.plimsoll.image.spec.JsonShape.Many;
import dev.plimsoll.image.spec.JsonShape.Whole;
import java.util.List;
import java.util.Optional;

/** Lists of user namespace mappings (OCI runtime-spec 1.2.1): containerID, hostID, size. */
final class IdMapping {
  private static final Whole ID = new Whole(0, 0xFFFF_FFFFL);
  private static final Many SHAPE =
      new Many(
          Resources.keys(
              Key.required("containerID", ID),
              Key.required("hostID", ID),
              Key.required("size", new Whole(1, 0xFFFF_FFFFL))));

  private IdMapping() {}

  static Optional<Located<List<JsonValue>>> parse(Fields fields, String key)
      throws FormatException {
    Optional<YamlNode> node = fields.find(key);
    if (node.isEmpty()) {
      return Optional.empty();
    }
    JsonValue read = SHAPE.read(node.get(), fields.path(key));
    List<JsonValue> items = read instanceof JsonArray a ? a.items() : List.of();
    return Optional.of(new Located<>(items, node.get().at()));
  }
}
