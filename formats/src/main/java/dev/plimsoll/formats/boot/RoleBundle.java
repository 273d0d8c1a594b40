package dev.plimsoll.formats.boot;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.formats.json.JsonWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Every TUF file that one host role needs, in one answer, in the order in which a client takes them
 * (TUF 1.0.34 §5.3 to §5.7): {@code {"v":1,"role":"kiosk","metadata":[{"name":"2.root.json",
 * "text":"…"},…],"targets":[{"name":"host/kiosk/<sha256>.current","text":"…"}]}}.
 *
 * <p>The texts are the signed files byte for byte, as strings: of all containers this one
 * compresses best. Nothing in a bundle is trusted; it is a way to carry files, and says no more
 * than they do.
 *
 * @param metadata by the file name under {@code /tuf/metadata/}
 * @param targets by the path under {@code /tuf/targets/}
 */
public record RoleBundle(String role, Map<String, Bytes> metadata, Map<String, Bytes> targets) {
  public static final String MEDIA_TYPE = "application/json";

  /** Files of one bundle: a chain of 256 roots and what else a role needs. */
  public static final int MAX_FILES = 300;

  /** Bytes of a bundle, unpacked. */
  public static final int MAX_BYTES = 16 << 20;

  private static final int MAX_NAME = 512; // characters
  private static final String WHAT = "role bundle";
  private static final JsonReader READER =
      JsonReader.within(new JsonLimits(MAX_BYTES, 4, 16 + 3 * MAX_FILES));

  public RoleBundle {
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    targets = Collections.unmodifiableMap(new LinkedHashMap<>(targets));
  }

  /** Parses an answer; that its role is the one that was asked for is the caller's to compare. */
  public static RoleBundle parse(Bytes body) throws FormatException {
    JsonObject json = READER.parse(WHAT, body).asObject(WHAT);
    if (json.integer("v") != 1) {
      throw new FormatException(WHAT, "v is " + json.integer("v") + ", wanted 1");
    }
    String role = json.string("role");
    if (!ReleaseStatement.ROLE.matcher(role).matches()) {
      throw new FormatException(
          WHAT, "role is " + FormatException.quote(role) + ", wanted " + ReleaseStatement.ROLE);
    }
    return new RoleBundle(role, files(json, "metadata"), files(json, "targets"));
  }

  private static Map<String, Bytes> files(JsonObject json, String member) throws FormatException {
    List<JsonValue> items = json.array(member);
    if (items.size() > MAX_FILES) {
      throw new FormatException(
          WHAT, member + " has " + items.size() + " files, at most " + MAX_FILES + " are read");
    }
    Map<String, Bytes> files = new LinkedHashMap<>();
    for (JsonValue item : items) {
      JsonObject file = item.asObject(WHAT + " " + member);
      String name = file.string("name");
      if (name.isEmpty() || name.length() > MAX_NAME) {
        throw new FormatException(
            WHAT, "a file name has " + name.length() + " characters, wanted 1 to " + MAX_NAME);
      }
      if (files.put(name, Bytes.ofUtf8(file.string("text"))) != null) {
        throw new FormatException(WHAT, "file " + FormatException.quote(name) + " stands twice");
      }
    }
    return files;
  }

  /** Files that are no UTF-8 text cannot be carried: ours, being JSON, all are. */
  public Bytes encode() {
    return JsonWriter.compact(
        JsonObject.builder()
            .put("v", 1)
            .put("role", role)
            .put("metadata", items(metadata))
            .put("targets", items(targets))
            .build());
  }

  private static List<JsonValue> items(Map<String, Bytes> files) {
    List<JsonValue> items = new ArrayList<>();
    files.forEach(
        (name, file) ->
            items.add(JsonObject.builder().put("name", name).put("text", file.utf8()).build()));
    return items;
  }
}
