package dev.plimsoll.policy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.yaml.YamlReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Packs from the class path, policies from the file system. A name without a slash that is a
 * shipped pack is that pack; {@code ./baseline} is the folder. Blocking; thread-safe.
 */
final class ShippedPolicies implements PolicyLibrary {
  private static final String FOLDER = "policies/";
  private static final String FILE = "policy.yaml";

  @Override
  public Policy load(String nameOrPath) throws FormatException, IOException {
    if (names().contains(nameOrPath)) {
      String resource = FOLDER + nameOrPath + "/" + FILE;
      return PolicyParser.parse(resource, read(resource, open(resource).orElseThrow()));
    }
    Path file = file(nameOrPath);
    try (InputStream in = Files.newInputStream(file)) {
      return PolicyParser.parse(file.toString(), read(file.toString(), in));
    }
  }

  private Path file(String nameOrPath) throws FormatException {
    try {
      Path path = Path.of(nameOrPath);
      if (Files.isDirectory(path) && Files.isRegularFile(path.resolve(FILE))) {
        return path.resolve(FILE);
      }
      if (Files.isRegularFile(path)) {
        return path;
      }
    } catch (InvalidPathException e) {
      throw new FormatException(unknown(nameOrPath), e);
    }
    throw new FormatException(unknown(nameOrPath));
  }

  private String unknown(String nameOrPath) {
    return "no policy "
        + FormatException.quote(nameOrPath)
        + ": neither a pack ("
        + String.join(", ", names())
        + "), nor a folder with "
        + FILE
        + ", nor a file"
        + Suggestion.of(nameOrPath, names());
  }

  /** The packs by the index that the build writes: a class path cannot be listed. */
  @Override
  public List<String> names() {
    Optional<InputStream> index = open(FOLDER + "index.txt");
    if (index.isEmpty()) {
      return List.of();
    }
    try (InputStream in = index.get()) {
      return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
          .lines()
          .map(String::strip)
          .filter(l -> !l.isEmpty())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("class path resource policies/index.txt", e);
    }
  }

  private static Optional<InputStream> open(String resource) {
    return Optional.ofNullable(ShippedPolicies.class.getClassLoader())
        .map(loader -> loader.getResourceAsStream(resource));
  }

  private static Bytes read(String file, InputStream in) throws IOException, FormatException {
    try (in) {
      byte[] text = in.readNBytes(YamlReader.MAX_BYTES + 1);
      if (text.length > YamlReader.MAX_BYTES) {
        throw new FormatException(
            file, "more than " + YamlReader.MAX_BYTES + " bytes (limit of the YAML reader)");
      }
      return Bytes.copyOf(text);
    }
  }
}
