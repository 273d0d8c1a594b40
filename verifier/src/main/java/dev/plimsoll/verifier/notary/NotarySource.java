package dev.plimsoll.verifier.notary;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.verifier.notary.NotaryException.LengthException;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * Where the files of one collection come from. Nothing that a source gives is trusted. Blocking,
 * not retried.
 */
@FunctionalInterface
public interface NotarySource {
  /**
   * The file {@code name}: {@code root.json}, {@code 3.root.json}, {@code snapshot.<hex>.json},
   * {@code targets/releases.<hex>.json}; of {@code a-z0-9-_/.} only, without {@code ..}.
   *
   * @param maxBytes no more than this is read
   * @return empty when there is no such file
   * @throws LengthException when there are more bytes
   * @throws IOException when it is unknown whether there is one
   */
  Optional<Bytes> fetch(String name, long maxBytes) throws IOException, LengthException;

  /** Files in memory, by name. */
  static NotarySource of(Map<String, Bytes> files) {
    return (name, maxBytes) -> {
      Optional<Bytes> file = Optional.ofNullable(files.get(name));
      if (file.isPresent() && file.get().size() > maxBytes) {
        throw tooLong(name, maxBytes);
      }
      return file;
    };
  }

  /** For implementations: the refusal of a file over the limit. */
  static LengthException tooLong(String name, long maxBytes) {
    return new LengthException(name, "more than " + maxBytes + " bytes, the limit for it");
  }
}
