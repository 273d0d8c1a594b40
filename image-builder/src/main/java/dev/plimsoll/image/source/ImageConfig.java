package dev.plimsoll.image.source;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonNull;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import dev.plimsoll.image.Architecture;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What an image says about how it runs (OCI image-spec 1.1, config.md).
 *
 * @param user as written: empty, {@code UID}, {@code UID:GID} or a name
 * @param diffIds digests of the uncompressed layers, in order
 */
public record ImageConfig(
    List<String> entrypoint,
    List<String> command,
    List<String> env,
    Optional<String> workingDirectory,
    String user,
    Map<String, String> labels,
    List<Digest> diffIds) {
  private static final JsonReader READER = JsonReader.within(JsonLimits.DOCUMENT);

  /** For components that are no images, such as packages. */
  public static final ImageConfig NONE =
      new ImageConfig(List.of(), List.of(), List.of(), Optional.empty(), "", Map.of(), List.of());

  public ImageConfig {
    entrypoint = List.copyOf(entrypoint);
    command = List.copyOf(command);
    env = List.copyOf(env);
    labels = Map.copyOf(labels);
    diffIds = List.copyOf(diffIds);
  }

  /** Parses the config blob of an image for Linux on {@code architecture}. */
  public static ImageConfig parse(String what, Bytes text, Architecture architecture)
      throws FormatException {
    JsonObject json = READER.parse(what, text).asObject(what);
    checkPlatform(what, json, architecture);
    JsonObject config =
        present(json, "config").isPresent() ? json.object("config") : JsonObject.builder().build();
    List<Digest> diffIds = new ArrayList<>();
    if (present(json, "rootfs").isPresent()) {
      for (JsonValue id : json.object("rootfs").arrayOrEmpty("diff_ids")) {
        diffIds.add(Digest.parse(id.asString("diff_id")));
      }
    }
    return new ImageConfig(
        strings(config, "Entrypoint"),
        strings(config, "Cmd"),
        strings(config, "Env"),
        string(config, "WorkingDir"),
        string(config, "User").orElse(""),
        labels(config),
        diffIds);
  }

  /** Whatever an index promised, the image itself has the last word. */
  private static void checkPlatform(String what, JsonObject json, Architecture wanted)
      throws FormatException {
    Platform found =
        new Platform(
            json.findString("os").orElse("linux"),
            json.findString("architecture").orElse(wanted.wire()),
            json.findString("variant").orElse(""));
    if (!found.runsOn(wanted)) {
      throw new FormatException(
          what,
          "is for " + FormatException.quote(found.toString()) + ", wanted " + Platform.key(wanted));
    }
  }

  private static Optional<JsonValue> present(JsonObject json, String name) {
    return json.find(name).filter(v -> !(v instanceof JsonNull));
  }

  private static Optional<String> string(JsonObject json, String name) throws FormatException {
    return present(json, name).isPresent()
        ? Optional.of(json.string(name)).filter(s -> !s.isEmpty())
        : Optional.empty();
  }

  private static List<String> strings(JsonObject json, String name) throws FormatException {
    List<String> found = new ArrayList<>();
    if (present(json, name).isPresent()) {
      for (JsonValue item : json.array(name)) {
        found.add(item.asString(name + " item"));
      }
    }
    return found;
  }

  private static Map<String, String> labels(JsonObject json) throws FormatException {
    Map<String, String> found = new TreeMap<>();
    if (present(json, "Labels").isPresent()) {
      for (Map.Entry<String, JsonValue> e : json.object("Labels").members().entrySet()) {
        found.put(e.getKey(), e.getValue().asString("label " + e.getKey()));
      }
    }
    return found;
  }
}
