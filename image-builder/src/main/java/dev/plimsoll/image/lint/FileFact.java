package dev.plimsoll.image.lint;

import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.image.layer.Section;
import java.util.Locale;

/**
 * One thing worth knowing of one file.
 *
 * @param path in the tree, without leading slash
 * @param section what brought it
 * @param detail members that the kind has (docs/evidence.md)
 */
record FileFact(Kind kind, String path, Section section, JsonObject detail) {

  enum Kind {
    SETUID,
    SETGID,
    WORLD_WRITABLE_FILE,
    WORLD_WRITABLE_DIRECTORY,
    FILE_CAPABILITIES,
    DEVICE,
    ELF,
    ELF_MALFORMED,
    SECRET;

    String wire() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  JsonObject json() {
    JsonObject.Builder json =
        JsonObject.builder()
            .put("kind", kind.wire())
            .put("path", "/" + path)
            .put("section", section.location())
            .put("source", section.source());
    detail.members().forEach(json::put);
    return json.build();
  }
}
