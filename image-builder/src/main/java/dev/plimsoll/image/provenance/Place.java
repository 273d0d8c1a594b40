package dev.plimsoll.image.provenance;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.image.output.OciOutput;
import java.nio.file.Path;
import java.util.Optional;

/** Where the image lies that a rebuild is compared with. */
public sealed interface Place {
  /** Files in a folder, some of which may be missing. */
  record Folder(Path path) implements Place {}

  /** An OCI layout alone, whatever it is called now. */
  record Layout(Path path) implements Place {}

  /** The image alone, in a registry; its manifest names every blob of it. */
  record Registry(Digest manifest) implements Place {}

  /** Where the file {@code name} would be, if this has files at all. */
  default Optional<Path> find(String name) {
    return switch (this) {
      case Folder folder -> Optional.of(folder.path.resolve(name));
      case Layout layout ->
          name.endsWith(OciOutput.SUFFIX) ? Optional.of(layout.path) : Optional.empty();
      case Registry registry -> Optional.empty();
    };
  }
}
