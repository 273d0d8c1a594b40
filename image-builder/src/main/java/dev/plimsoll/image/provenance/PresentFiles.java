package dev.plimsoll.image.provenance;

import dev.plimsoll.formats.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Compares files, or folders file by file, that lie on disk. */
final class PresentFiles {
  private PresentFiles() {}

  /** Empty for folders, which have no digest of their own. */
  static Optional<Digest> digest(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(file)) {
      return Optional.of(Digest.of(in));
    }
  }

  /** Where {@code present} first differs from {@code rebuilt}, in words; empty: nowhere. */
  static Optional<String> difference(Path present, Path rebuilt) throws IOException {
    boolean folder = Files.isDirectory(rebuilt);
    if (folder != Files.isDirectory(present)) {
      return Optional.of(folder ? "is no folder" : "is a folder");
    }
    if (!folder) {
      return Difference.between(present, rebuilt);
    }
    AttachedFiles attached = AttachedFiles.of(present);
    SortedSet<String> names = files(present);
    names.addAll(files(rebuilt));
    names.removeAll(attached.blobs());
    if (!attached.blobs().isEmpty() && names.remove(AttachedFiles.INDEX)) {
      Optional<String> difference = attached.difference(rebuilt);
      if (difference.isPresent()) {
        return difference;
      }
    }
    for (String name : names) {
      Path a = present.resolve(name);
      Path b = rebuilt.resolve(name);
      if (!Files.isRegularFile(a, LinkOption.NOFOLLOW_LINKS)) {
        return Optional.of("lacks " + name);
      }
      if (!Files.isRegularFile(b, LinkOption.NOFOLLOW_LINKS)) {
        return Optional.of("has " + name + ", which the rebuild has not");
      }
      Optional<String> difference = Difference.between(a, b);
      if (difference.isPresent()) {
        return Optional.of(name + " " + difference.get());
      }
    }
    return Optional.empty();
  }

  private static SortedSet<String> files(Path folder) throws IOException {
    SortedSet<String> names = new TreeSet<>();
    try (Stream<Path> all = Files.walk(folder)) {
      all.filter(p -> !Files.isDirectory(p, LinkOption.NOFOLLOW_LINKS))
          .forEach(p -> names.add(folder.relativize(p).toString()));
    }
    return names;
  }
}
