package dev.plimsoll.verifier.tuf;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.verifier.tuf.TufException.LengthException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where metadata files come from. Nothing that a source gives is trusted. Blocking, not retried.
 */
@FunctionalInterface
public interface MetadataSource {
  /**
   * The file {@code name}, e.g. {@code 2.root.json}; role names in it are percent-quoted, so it
   * never holds a slash.
   *
   * @param maxBytes no more than this is read
   * @return empty when there is no such file
   * @throws LengthException when there are more bytes
   * @throws IOException when it is unknown whether there is one
   */
  Optional<Bytes> fetch(String name, long maxBytes) throws IOException, LengthException;

  /** Files in memory, by name. */
  static MetadataSource of(Map<String, Bytes> files) {
    return (name, maxBytes) -> {
      Optional<Bytes> file = Optional.ofNullable(files.get(name));
      if (file.isPresent() && file.get().size() > maxBytes) {
        throw tooLong(name, maxBytes);
      }
      return file;
    };
  }

  /** The files of one directory. */
  static MetadataSource of(Path directory) {
    return (name, maxBytes) -> {
      Path file = directory.resolve(name);
      if (!directory.equals(file.getParent())) {
        throw new IOException("metadata file name " + name + " leaves its directory");
      }
      try (InputStream in = Files.newInputStream(file)) {
        byte[] content = in.readNBytes((int) Math.min(maxBytes + 1, Integer.MAX_VALUE - 8));
        if (content.length > maxBytes) {
          throw tooLong(name, maxBytes);
        }
        return Optional.of(Bytes.copyOf(content));
      } catch (NoSuchFileException e) {
        return Optional.empty();
      }
    };
  }

  /** For implementations: the refusal of a file over the limit. */
  static LengthException tooLong(String name, long maxBytes) {
    return new LengthException(name, "more than " + maxBytes + " bytes, the limit for it");
  }
}
