package dev.plimsoll.image.provenance;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.SourcePosition;
import dev.plimsoll.image.source.ImageProvenance;
import dev.plimsoll.image.source.Reference;
import dev.plimsoll.image.source.SourceOptions;
import dev.plimsoll.image.spec.Located;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The provenance of an image, found by one of its files, or among its referrers.
 *
 * @param place where the image itself lies
 */
public record ProvenanceFile(Place place, BuildRecord record) {
  private static final long MAX_SIZE = 32L << 20;

  /**
   * @param image {@code NAME.provenance.json}, a file of the image beside it, or {@code DIR/NAME}
   * @throws FormatException when the provenance is none
   * @throws IOException when there is none, or the file is not of any
   */
  public static ProvenanceFile find(Path image) throws FormatException, IOException {
    Path folder = Optional.ofNullable(image.getParent()).orElse(image);
    String name = String.valueOf(image.getFileName());
    if (name.endsWith(ProvenanceOutput.SUFFIX)) {
      return read(image, folder);
    }
    Path own = folder.resolve(name + ProvenanceOutput.SUFFIX);
    if (Files.isRegularFile(own)) {
      return read(own, folder);
    }
    if (Files.exists(image)) {
      for (Path candidate : candidates(folder)) {
        ProvenanceFile found = read(candidate, folder);
        if (found.record.digests().containsKey(name)) {
          return found;
        }
      }
    }
    if (Files.isRegularFile(image.resolve("oci-layout"))) {
      return attached("oci:" + image, SourceOptions.DEFAULT);
    }
    throw new FileNotFoundException(
        "no provenance beside " + image + ": neither " + own + " nor another that names it");
  }

  /**
   * The provenance that refers to an image.
   *
   * @param reference {@code docker://HOST/NAME[:TAG]} or {@code oci:DIR[:TAG]}
   * @throws FormatException when no provenance of it is one
   * @throws IOException when it has none, or cannot be asked
   */
  public static ProvenanceFile attached(String reference, SourceOptions options)
      throws FormatException, IOException {
    Located<String> where = new Located<>(reference, new SourcePosition("IMAGE", 1, 1));
    Path base = Path.of("").toAbsolutePath();
    ImageProvenance image = ImageProvenance.find(where, base, options);
    Set<Bytes> statements = new LinkedHashSet<>(image.statements());
    if (statements.size() != 1) {
      throw new FileNotFoundException(
          reference
              + ": "
              + (statements.isEmpty()
                  ? "no provenance refers"
                  : statements.size() + " provenances refer")
              + " to its manifest "
              + image.manifest()
              + ", wanted one");
    }
    BuildRecord record =
        ProvenanceJson.parse("the provenance of " + reference, statements.iterator().next());
    if (!record.digests().containsValue(image.manifest())) {
      throw new FormatException(
          "the provenance of " + reference + " is about other images than " + image.manifest());
    }
    Place place =
        Reference.parse(where) instanceof Reference.OciDirectory layout
            ? new Place.Layout(base.resolve(layout.path()).normalize())
            : new Place.Registry(image.manifest());
    return new ProvenanceFile(place, record);
  }

  private static List<Path> candidates(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(f -> f.toString().endsWith(ProvenanceOutput.SUFFIX))
          .filter(Files::isRegularFile)
          .sorted()
          .toList();
    }
  }

  private static ProvenanceFile read(Path file, Path folder) throws FormatException, IOException {
    if (Files.size(file) > MAX_SIZE) {
      throw new FormatException(file + ": larger than " + MAX_SIZE + " bytes");
    }
    Bytes text = Bytes.copyOf(Files.readAllBytes(file));
    return new ProvenanceFile(
        new Place.Folder(folder), ProvenanceJson.parse(file.toString(), text));
  }
}
