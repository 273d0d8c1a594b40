package dev.plimsoll.formats.tuf;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue.JsonArray;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import java.util.List;

/**
 * Whose signatures a role needs.
 *
 * @param keyIds none twice
 * @param threshold at least 1: so many different keys must sign
 */
public record Role(List<String> keyIds, long threshold) {
  public Role {
    keyIds = List.copyOf(keyIds);
    if (threshold < 1) {
      throw new IllegalArgumentException("threshold " + threshold);
    }
  }

  static Role parse(String what, JsonObject json) throws FormatException {
    return new Role(
        TufFields.distinct(what, json, "keyids"), TufFields.atLeast(what, json, "threshold", 1));
  }

  JsonObject toJson() {
    return JsonObject.builder()
        .put("keyids", JsonArray.ofStrings(keyIds))
        .put("threshold", threshold)
        .build();
  }
}
