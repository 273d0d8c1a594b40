package dev.plimsoll.image.source;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The text of a lock file. Sorted JSON with a final newline, so that two builds write the same:
 *
 * <pre>
 * {
 *   "entries": {
 *     "deb:runc": {
 *       "linux/amd64": {
 *         "architecture": "amd64", "archive": "sha256:…", "name": "runc", "version": "1.1.5+ds1-1"
 *       }
 *     },
 *     "docker://docker.io/library/busybox:1.36": {
 *       "linux/amd64": {
 *         "config": "sha256:…", "index": "sha256:…", "layers": ["sha256:…"], "manifest": "sha256:…"
 *       }
 *     }
 *   },
 *   "version": 2
 * }
 * </pre>
 *
 * <p>Version 1 had amd64 alone, without the level of platforms, config and index; it is read.
 *
 * @param entries by reference, then by platform
 */
public record LockText(Map<String, Map<String, LockEntry>> entries) {
  private static final JsonReader READER = JsonReader.within(JsonLimits.DOCUMENT);
  private static final int MAX_BYTES = 8 << 20;
  private static final int VERSION = 2;
  private static final String FIRST_PLATFORM = "linux/amd64";

  public LockText {
    Map<String, Map<String, LockEntry>> sorted = new TreeMap<>();
    entries.forEach((k, v) -> sorted.put(k, Collections.unmodifiableMap(new TreeMap<>(v))));
    entries = Collections.unmodifiableMap(sorted);
  }

  /** Reads {@code file}; none is an empty one. */
  public static LockText load(Path file) throws FormatException, IOException {
    if (!Files.exists(file)) {
      return new LockText(Map.of());
    }
    if (Files.size(file) > MAX_BYTES) {
      throw new FormatException(file + ": larger than " + MAX_BYTES + " bytes");
    }
    return parse(file.toString(), Bytes.copyOf(Files.readAllBytes(file)));
  }

  /** {@code name} stands in messages. */
  public static LockText parse(String name, Bytes text) throws FormatException {
    JsonObject json = READER.parse(name, text).asObject(name);
    Map<String, Map<String, LockEntry>> entries = new TreeMap<>();
    try {
      long version = json.integer("version");
      if (version != 1 && version != VERSION) {
        throw new FormatException("version is " + version + ", wanted " + VERSION + " or 1");
      }
      for (Map.Entry<String, JsonValue> e : json.object("entries").members().entrySet()) {
        JsonObject entry = e.getValue().asObject(e.getKey());
        entries.put(
            e.getKey(),
            version == 1 ? Map.of(FIRST_PLATFORM, LockEntry.parse(entry)) : platforms(entry));
      }
    } catch (FormatException e) {
      throw new FormatException(name + ": not a lock file: " + e.getMessage(), e);
    }
    return new LockText(entries);
  }

  private static Map<String, LockEntry> platforms(JsonObject json) throws FormatException {
    Map<String, LockEntry> found = new TreeMap<>();
    for (Map.Entry<String, JsonValue> e : json.members().entrySet()) {
      found.put(e.getKey(), LockEntry.parse(e.getValue().asObject(e.getKey())));
    }
    return found;
  }

  /** As version 2, whichever it was read as. */
  public Bytes encode() {
    JsonObject.Builder list = JsonObject.builder();
    entries.forEach(
        (reference, platforms) -> {
          JsonObject.Builder each = JsonObject.builder();
          platforms.forEach((platform, entry) -> each.put(platform, entry.toJson()));
          list.put(reference, each.build());
        });
    return JsonWriter.pretty(
        JsonObject.builder().put("entries", list.build()).put("version", VERSION).build());
  }
}
