package dev.plimsoll.image.provenance;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The provenance of an image, found by one of its files.
 *
 * @param folder where the image's files lie
 */
public record ProvenanceFile(Path file, Path folder, BuildRecord record) {
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
    throw new FileNotFoundException(
        "no provenance beside " + image + ": neither " + own + " nor another that names it");
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
    return new ProvenanceFile(file, folder, ProvenanceJson.parse(file.toString(), text));
  }
}
