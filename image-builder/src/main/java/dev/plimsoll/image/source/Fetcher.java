package dev.plimsoll.image.source;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.layer.LayerLimits;
import dev.plimsoll.image.layer.LayerReader;
import dev.plimsoll.image.progress.Progress;
import dev.plimsoll.image.registry.Registries;
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
  private final LockFile lock;
  private final DebSource debs;
  private final ImageSource images;
  private final LocalPaths paths;
  private final Path work;
  private final FetchRules rules;
  private final Registries registries;
  private final Progress progress;
  private final Arrivals.Build arrivals;

  /**
   * @param work directory for temporary files, the caller's to delete
   * @param paths where local references start
   */
  public Fetcher(ContentStore store, Path work, LockFile lock, LocalPaths paths, FetchRules rules) {
    this(store, work, lock, paths, rules, Progress.SILENT, new Arrivals().begin(store));
  }

  /**
   * As above.
   *
   * @param progress hears of what is resolved, fetched and unpacked
   * @param arrivals of the build that this fetches for
   */
  public Fetcher(
      ContentStore store,
      Path work,
      LockFile lock,
      LocalPaths paths,
      FetchRules rules,
      Progress progress,
      Arrivals.Build arrivals) {
    this.arrivals = arrivals;
    this.lock = lock;
    this.debs = new DebSource(store, work, lock, rules, progress);
    this.images = new ImageSource(store, lock, rules, progress, arrivals);
    this.paths = paths;
    this.work = work;
    this.rules = rules;
    this.registries = new Registries(rules.sources().settings());
    this.progress = progress;
  }

  /** What every reference that was fetched until now was found to be. */
  public LockText used() {
    return lock.used();
  }

  /** Who hears of the build that this fetches for. */
  public Progress progress() {
    return progress;
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

  /** {@code component} proved hostile: what this build brought of it leaves the store. */
  public void withdraw(Component component) throws IOException {
    arrivals.withdraw(component.parts());
  }

  private BlobSource open(Reference reference, Located<String> where)
      throws FormatException, IOException {
    return switch (reference) {
      case Registry r ->
          rules.offline() ? new OfflineSource(where) : new RegistrySource(r, where, registries);
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
