package dev.plimsoll.policy;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.yaml.YamlReader;
import dev.plimsoll.policy.PolicyDocument.Word;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Packs from the class path, policies from the file system. A name without a slash that is a
 * shipped pack is that pack; {@code ./baseline} is the folder. Blocking; thread-safe.
 */
final class ShippedPolicies implements PolicyLibrary, PackSource {
  private static final String FOLDER = "policies/";
  private static final String FILE = "policy.yaml";
  private static final String SHIPPED_MAP = "shipped";

  private Optional<ControlMap> shippedMap = Optional.empty();

  @Override
  public Policy load(String nameOrPath) throws FormatException, IOException {
    Optional<PackFile> file = pack(nameOrPath, Optional.empty());
    if (file.isEmpty()) {
      throw new FormatException(unknown(nameOrPath));
    }
    return new PackMerger(this).merge(file.get());
  }

  @Override
  public PackFile find(Word name, PackFile from) throws FormatException, IOException {
    Optional<PackFile> file = pack(name.text(), Optional.of(from));
    if (file.isEmpty()) {
      throw FieldReader.error(name.at(), unknown(name.text()));
    }
    return file.get();
  }

  private Optional<PackFile> pack(String nameOrPath, Optional<PackFile> from)
      throws FormatException, IOException {
    if (names().contains(nameOrPath)) {
      String resource = FOLDER + nameOrPath + "/" + FILE;
      return Optional.of(
          new PackFile(
              resource,
              PolicyParser.document(resource, read(resource, open(resource).orElseThrow()))));
    }
    Optional<Path> path = beside(nameOrPath, from);
    if (path.isPresent() && Files.isDirectory(path.get())) {
      path = path.map(p -> p.resolve(FILE));
    }
    if (path.isEmpty() || !Files.isRegularFile(path.get())) {
      return Optional.empty();
    }
    Path file = path.get();
    return Optional.of(
        new PackFile(
            file.toRealPath().toString(), PolicyParser.document(file.toString(), read(file))));
  }

  @Override
  public ControlMap controlMap(Word name, PackFile from) throws FormatException, IOException {
    if (name.text().equals(SHIPPED_MAP)) {
      return shippedMap();
    }
    Optional<Path> file = beside(name.text(), Optional.of(from)).filter(Files::isRegularFile);
    if (file.isEmpty()) {
      throw FieldReader.error(
          name.at(),
          "no control map "
              + FormatException.quote(name.text())
              + ": neither \"shipped\" nor a file"
              + Suggestion.of(name.text(), List.of(SHIPPED_MAP)));
    }
    return ControlMap.parse(file.get().toString(), read(file.get()));
  }

  /** Most shipped packs name it, so it is read once. */
  private synchronized ControlMap shippedMap() throws FormatException, IOException {
    if (shippedMap.isEmpty()) {
      String resource = FOLDER + "controls.yaml";
      shippedMap =
          Optional.of(ControlMap.parse(resource, read(resource, open(resource).orElseThrow())));
    }
    return shippedMap.get();
  }

  /** Paths in a file start at its folder; the user's own where the program runs. */
  private static Optional<Path> beside(String path, Optional<PackFile> from) {
    try {
      Optional<Path> folder =
          from.flatMap(f -> Optional.ofNullable(Path.of(f.document().at().file()).getParent()));
      return Optional.of(folder.map(f -> f.resolve(path)).orElse(Path.of(path)));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
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
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
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

  private static Bytes read(Path file) throws IOException, FormatException {
    return read(file.toString(), Files.newInputStream(file));
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
