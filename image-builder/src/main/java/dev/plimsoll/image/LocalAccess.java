package dev.plimsoll.image;

import dev.plimsoll.image.spec.PackageTags;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a specification may reach on the building machine beside its own folder. Who builds what
 * others wrote gives nothing.
 *
 * @param home what {@code ~/} stands for in {@code files: source}
 * @param packages resolves {@code @pkg:} templates
 */
public record LocalAccess(Optional<Path> home, PackageTags packages) {
  /** Nothing but the folder. */
  public static final LocalAccess FOLDER_ONLY = new LocalAccess(Optional.empty(), PackageTags.NONE);
}
