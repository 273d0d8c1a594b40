package dev.plimsoll.signer.tuf;

import dev.plimsoll.formats.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The versions of one file that are given out: the present one and a few before it, for clients in
 * the middle of an update.
 *
 * @param newest version of the first of {@code files}; each further one is one version older
 */
record FileVersions(long newest, List<Bytes> files) {
  static final int KEPT = 3;

  FileVersions {
    files = List.copyOf(files);
  }

  Optional<Bytes> find(long version) {
    long index = newest - version;
    return index >= 0 && index < files.size()
        ? Optional.of(files.get((int) index))
        : Optional.empty();
  }

  /** With a newer version in front, and without what is too old then. */
  FileVersions next(long version, Bytes file) {
    List<Bytes> next = new ArrayList<>();
    next.add(file);
    if (version == newest + 1) {
      next.addAll(files.subList(0, Math.min(files.size(), KEPT - 1)));
    }
    return new FileVersions(version, next);
  }

  long oldest() {
    return newest - files.size() + 1;
  }
}
