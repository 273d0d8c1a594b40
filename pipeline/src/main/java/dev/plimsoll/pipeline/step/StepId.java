package dev.plimsoll.pipeline.step;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonWriter;

/** SHA-256 over a step's name, version and inputs: cache key, idempotence key and provenance. */
final class StepId {
  private StepId() {}

  /**
   * @param name name and version, e.g. {@code build/1}; the version goes up when the step's outputs
   *     change for the same inputs
   */
  static Digest of(String name, JsonValue inputs) {
    return JsonWriter.compact(JsonObject.builder().put("step", name).put("inputs", inputs).build())
        .digest();
  }
}
