package dev.plimsoll.verifier.boot;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.tuf.TargetFile;
import java.io.IOException;
import java.util.Optional;

/** Where the bytes of small targets come from. Nothing that it gives is trusted. Blocking. */
@FunctionalInterface
public interface TargetBytes {
  /**
   * The bytes of target {@code path}.
   *
   * @param listed what signed metadata says of it; with consistent snapshots the file's name is
   *     made of its hash (TUF 1.0.34 §5.7.3)
   * @return empty when there is no such file
   */
  Optional<Bytes> fetch(String path, TargetFile listed) throws IOException;
}
