package dev.plimsoll.kernel.kconfig;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An unpacked kernel source tree. Symbolic links may not lead out of it. What was read is kept, for
 * every architecture reads most files again. Not thread-safe.
 */
public final class DirectoryFiles implements KconfigFiles {
  private final Path root;
  private final Path real;
  private final KconfigLimits limits;
  private final Map<String, Optional<String>> read = new HashMap<>();

  /**
   * @throws IOException when {@code root} is no directory that can be read
   */
  public DirectoryFiles(Path root, KconfigLimits limits) throws IOException {
    this.root = root;
    this.real = root.toRealPath();
    this.limits = limits;
  }

  @Override
  public String name() {
    return root.toString();
  }

  @Override
  public Optional<String> read(String path) throws IOException {
    Optional<String> known = read.getOrDefault(path, Optional.empty());
    if (known.isPresent()) {
      return known;
    }
    Path file;
    try {
      file = root.resolve(path).normalize();
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    if (!file.toRealPath().startsWith(real)) {
      throw new IOException(file + " leads out of " + root);
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(limits.fileBytes() + 1);
      if (bytes.length > limits.fileBytes()) {
        throw new IOException(
            file
                + " is larger than "
                + limits.fileBytes()
                + " bytes (limit of the Kconfig reader)");
      }
      Optional<String> text = Optional.of(new String(bytes, StandardCharsets.UTF_8));
      read.put(path, text);
      return text;
    }
  }
}
