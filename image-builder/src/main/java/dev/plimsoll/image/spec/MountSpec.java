package dev.plimsoll.image.spec;

import dev.plimsoll.formats.json.JsonValue;
import java.util.List;

/**
 * A mount as OCI runtime-spec 1.2.1 has it.
 *
 * @param destination absolute, inside the container
 * @param uidMappings of an id-mapped mount: objects with containerID, hostID and size
 */
public record MountSpec(
    String destination,
    String type,
    String source,
    List<String> options,
    List<JsonValue> uidMappings,
    List<JsonValue> gidMappings) {
  public MountSpec {
    options = List.copyOf(options);
    uidMappings = List.copyOf(uidMappings);
    gidMappings = List.copyOf(gidMappings);
  }

  /** A mount without id mappings. */
  public MountSpec(String destination, String type, String source, List<String> options) {
    this(destination, type, source, options, List.of(), List.of());
  }
}
