package dev.plimsoll.image.spec;

import java.util.List;

/**
 * A mount as OCI runtime-spec 1.0.2 has it.
 *
 * @param destination absolute, inside the container
 */
public record MountSpec(String destination, String type, String source, List<String> options) {
  public MountSpec {
    options = List.copyOf(options);
  }
}
