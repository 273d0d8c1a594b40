package dev.plimsoll.image.output;

import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.image.layer.Content;
import dev.plimsoll.image.progress.Progress;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;

/** Where outputs go: staged beside their place, given their names together at the end. */
public interface OutputFiles {
  /**
   * A new file {@code NAME + suffix}, hashed while it is written; closing it completes it. One that
   * is not closed has failed: then nothing of the build gets a name.
   *
   * @param suffix e.g. {@code -kernel}, {@code .tar}; each may be used once
   */
  OutputStream create(String suffix) throws IOException;

  /**
   * A file {@code NAME + suffix} that several formats have in common: the first to ask for it
   * writes it, the others must bring the same content.
   */
  void share(String suffix, Content content) throws IOException;

  /** Stages a finished file of {@link #work}, which is moved, as {@code NAME + suffix}. */
  void adopt(String suffix, Path file) throws IOException;

  /**
   * A new folder {@code NAME + suffix}, for formats that are more than one file.
   *
   * @return the staged folder, empty; {@link #complete(String, Descriptor)} completes it
   */
  Path createDirectory(String suffix) throws IOException;

  /** The folder {@code NAME + suffix} is whole; {@code what} is what it is called by. */
  void complete(String suffix, Descriptor what) throws IOException;

  /** The staged folder {@code NAME + suffix}, where a format before made and completed one. */
  default Optional<Path> directory(String suffix) {
    return Optional.empty();
  }

  /** Who hears of what is written. */
  default Progress progress() {
    return Progress.SILENT;
  }

  /** Folder for temporary files; deleted after the build. */
  Path work();

  /** The files that are complete so far, by suffix: what an SBOM or a provenance can name. */
  SortedMap<String, Descriptor> complete();
}
