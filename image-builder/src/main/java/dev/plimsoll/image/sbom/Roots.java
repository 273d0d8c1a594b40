package dev.plimsoll.image.sbom;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells which root file system of an image a path lies in: the host's, or a container's. */
final class Roots {
  private static final Pattern CONTAINER =
      Pattern.compile(
          "(containers/(?:onboot|onshutdown|services)/[^/]+/(?:rootfs|lower)/"
              + "|containers/volumes/[^/]+/(?:rootfs|lower|merged)/).*");

  private Roots() {}

  /** The root with a trailing slash, empty text for the tree itself; none between the roots. */
  static Optional<String> of(String path) {
    Matcher m = CONTAINER.matcher(path);
    if (m.matches()) {
      return Optional.of(m.group(1));
    }
    return path.startsWith("containers/") ? Optional.empty() : Optional.of("");
  }
}
