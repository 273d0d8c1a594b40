package dev.plimsoll.image.spec;

import dev.plimsoll.formats.SourcePosition;
import java.util.List;
import java.util.Optional;

/**
 * One entry of {@code volumes:}.
 *
 * @param image what it holds at boot; empty: nothing, a blank volume
 * @param readonly containers must mount it with {@code ro}
 * @param platforms of an {@link Format#OCI} volume, e.g. {@code linux/arm64}; empty: all
 */
public record VolumeSpec(
    Located<String> name,
    Optional<Located<String>> image,
    boolean readonly,
    Format format,
    List<Located<String>> platforms,
    SourcePosition at) {
  private static final String FOLDER = "containers/volumes/";

  public VolumeSpec {
    platforms = List.copyOf(platforms);
  }

  /** What an image becomes in a volume. */
  public enum Format {
    /** Its files. */
    FILESYSTEM,
    /** The image as it is: an OCI layout. */
    OCI
  }

  /** Path in the root, e.g. {@code containers/volumes/data}. */
  public String directory() {
    return FOLDER + name.value();
  }

  /** What containers bind, e.g. {@code /containers/volumes/data/merged}. */
  static String mountedAt(String name) {
    return "/" + FOLDER + name + "/merged";
  }
}
