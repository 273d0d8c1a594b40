package dev.plimsoll.image.source;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.layer.LayerLimits;
import dev.plimsoll.image.layer.LayerReader;
import dev.plimsoll.image.progress.Progress;
import dev.plimsoll.image.source.Reference.DebPackage;
import dev.plimsoll.image.source.Reference.DockerArchive;
import dev.plimsoll.image.source.Reference.OciArchive;
import dev.plimsoll.image.source.Reference.OciDirectory;
import dev.plimsoll.image.source.Reference.Registry;
import dev.plimsoll.image.spec.Located;
import dev.plimsoll.image.store.ContentStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Fetches components, whatever their transport. Blocking; thread-safe. */
public final class Fetcher {
  private final DebSource debs;
  private final ImageSource images;
  private final LocalPaths paths;
  private final Path work;
  private final Progress progress;

  /**
   * @param work directory for temporary files, the caller's to delete
   * @param paths where local references start
   * @param packed what earlier builds of this process packed
   */
  public Fetcher(
      ContentStore store, Path work, LockFile lock, LocalPaths paths, PackedPackages packed) {
    this(store, work, lock, paths, packed, Progress.SILENT);
  }

  /** As above; {@code progress} hears of what is resolved, fetched and unpacked. */
  public Fetcher(
      ContentStore store,
      Path work,
      LockFile lock,
      LocalPaths paths,
      PackedPackages packed,
      Progress progress) {
    this.debs = new DebSource(store, work, lock, packed, progress);
    this.images = new ImageSource(store, lock, progress);
    this.paths = paths;
    this.work = work;
    this.progress = progress;
  }

  /**
   * @throws FormatException when the reference itself is wrong or its file is not there
   * @throws IOException when it cannot be fetched, or is not intact
   */
  public Component fetch(Located<String> where) throws FormatException, IOException {
    Reference reference = Reference.parse(where);
    return reference instanceof DebPackage deb
        ? debs.fetch(deb, where)
        : images.fetch(reference, where, open(reference, where));
  }

  /** As {@link #fetch}; a kernel metapackage stands for the kernel that it depends on. */
  public Component fetchKernel(Located<String> where) throws FormatException, IOException {
    return Reference.parse(where) instanceof DebPackage deb
        ? debs.fetchKernel(deb, where)
        : fetch(where);
  }

  /** Who hears of the build that this fetches for. */
  public Progress progress() {
    return progress;
  }

  private BlobSource open(Reference reference, Located<String> where)
      throws FormatException, IOException {
    return switch (reference) {
      case Registry r -> new RegistrySource(r, where);
      case OciDirectory d ->
          new LayoutSource(
              LayoutFiles.in(paths.resolve(d.path(), where)), d.tag(), d.digest(), where);
      case OciArchive a ->
          new LayoutSource(archive(a.path(), where), a.tag(), Optional.empty(), where);
      case DockerArchive a -> new DockerArchiveSource(archive(a.path(), where), a.tag(), where);
      case DebPackage d -> throw new IllegalArgumentException("not an image: " + d);
    };
  }

  private LayoutFiles archive(String path, Located<String> where)
      throws FormatException, IOException {
    Path file = paths.resolve(path, where);
    LayerReader reader = new LayerReader(work, LayerLimits.DEFAULT);
    try (InputStream in = Files.newInputStream(file)) {
      reader.readUnchecked(in, where.at() + ": " + where.value());
    }
    return LayoutFiles.in(reader.tree());
  }
}
