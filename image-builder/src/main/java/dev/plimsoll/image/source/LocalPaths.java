package dev.plimsoll.image.source;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.spec.Located;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Finds the files that a specification names on the building machine. They must lie in the folder
 * of the specification, symbolic links followed: a specification from elsewhere cannot read the
 * builder's files into an image.
 */
public final class LocalPaths {
  private static final int MAX_TEXT = 1 << 20;

  private static final String HOME = "~/";

  private final Path base;
  private final Optional<Path> home;
  private final Map<String, Bytes> texts = new ConcurrentSkipListMap<>();

  public LocalPaths(Path base) {
    this(base, Optional.empty());
  }

  /**
   * @param home what {@code ~/} stands for; empty: such paths are refused, because whoever wrote
   *     the specification is not who builds it
   */
  public LocalPaths(Path base, Optional<Path> home) {
    this.base = base;
    this.home = home;
  }

  /**
   * The real path of {@code path}.
   *
   * @param what says where the path is written, e.g. {@code image.yml:3:10: oci:web}
   * @throws FormatException when there is none, or it lies outside
   */
  public Path resolve(String path, Located<String> where) throws FormatException {
    String at = where.at() + ": " + where.value();
    if (path.startsWith(HOME)) {
      Path folder =
          home.orElseThrow(
              () -> new FormatException(at, "a home directory is only read by plimsoll build"));
      return resolve(folder, path.substring(HOME.length()), at, "the home directory");
    }
    return resolve(base, path, at, "the folder of the specification");
  }

  private static Path resolve(Path base, String path, String at, String called)
      throws FormatException {
    try {
      Path wanted = base.resolve(path).normalize();
      if (path.isEmpty() || !wanted.startsWith(base.normalize())) {
        throw new FormatException(at, "lies outside " + called + ", " + base);
      }
      if (!Files.exists(wanted)) {
        throw new FormatException(at, "there is no " + wanted);
      }
      Path real = wanted.toRealPath();
      if (!real.startsWith(base.toRealPath())) {
        throw new FormatException(at, "leads to " + real + ", outside " + called + ", " + base);
      }
      return real;
    } catch (InvalidPathException | IOException e) {
      throw new FormatException(at + ": is no usable path: " + e.getMessage(), e);
    }
  }

  /** The text of a small file, such as a public key. */
  public String read(Located<String> where) throws FormatException, IOException {
    Path file = resolve(where.value(), where);
    if (!Files.isRegularFile(file) || Files.size(file) > MAX_TEXT) {
      throw new FormatException(
          where.at() + ": " + where.value(), "wanted a file of at most " + MAX_TEXT + " bytes");
    }
    String text = Files.readString(file);
    texts.put(where.value(), Bytes.ofUtf8(text));
    return text;
  }

  /** Every text that was read until now, by its path in the specification. */
  public Map<String, Bytes> texts() {
    return Map.copyOf(texts);
  }

  /** Whether anything is there; for files that may be missing. */
  public boolean exists(String path) {
    try {
      return path.startsWith(HOME)
          ? home.isPresent() && Files.exists(home.get().resolve(path.substring(HOME.length())))
          : Files.exists(base.resolve(path));
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
