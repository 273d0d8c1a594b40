package dev.plimsoll.image.source;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.image.progress.Progress;
import dev.plimsoll.image.source.LockEntry.Deb;
import dev.plimsoll.image.source.Reference.DebPackage;
import dev.plimsoll.image.spec.Located;
import dev.plimsoll.image.store.ContentStore;
import dev.plimsoll.image.store.DigestMismatchException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Debian packages as components: the named package alone, no scripts, no dependencies. The archive
 * stays in the content store, so a locked build does without apt and without the mirror.
 */
final class DebSource {
  static final String ARCHIVE_TYPE = "application/vnd.debian.binary-package";

  /** {@code linux-image-6.1.0-56-cloud-amd64 (= 6.1.192-2)}, one alternative only. */
  private static final Pattern KERNEL_DEPENDENCY =
      Pattern.compile("(linux-image-[0-9a-z][a-z0-9+.-]*)(?:\\s*\\(=\\s*([0-9A-Za-z.+:~-]+)\\))?");

  private static final Pattern KERNEL = Pattern.compile("linux-image-[0-9].*");

  private final ContentStore store;
  private final Path work;
  private final LockFile lock;
  private final FetchRules rules;
  private final Progress progress;
  private final AptDownloader apt;
  private final PackageLayers layers;

  DebSource(ContentStore store, Path work, LockFile lock, FetchRules rules, Progress progress) {
    this.store = store;
    this.work = work;
    this.lock = lock;
    this.rules = rules;
    this.progress = progress;
    this.apt = new AptDownloader(rules.architecture(), work);
    this.layers = new PackageLayers(store, work);
  }

  /** A package whose files are wanted. */
  Component fetch(DebPackage reference, Located<String> where) throws FormatException, IOException {
    return component(find(reference, where), where);
  }

  /** A kernel package; a metapackage stands for the one kernel that it depends on. */
  Component fetchKernel(DebPackage reference, Located<String> where)
      throws FormatException, IOException {
    Deb found = find(reference, where);
    boolean seen =
        KERNEL.matcher(found.name()).matches() && layers.find(found.archive()).isPresent();
    Optional<DebPackage> real = seen ? Optional.empty() : kernelOf(open(found, where), where);
    return component(real.isEmpty() ? found : find(real.get(), where), where);
  }

  private Deb find(DebPackage reference, Located<String> where)
      throws FormatException, IOException {
    if (rules.trust().requirementsFor(reference.text()).isPresent()) {
      throw new SourceException(
          where, "must be signed (trust policy), and packages are signed by their archive alone");
    }
    Optional<LockEntry> pin = lock.pinned(reference, rules.architecture(), where);
    if (pin.isPresent() && !(pin.get() instanceof Deb)) {
      throw new FormatException(
          where.at().toString(), reference.text() + " is locked as an image; build with --update");
    }
    Deb entry =
        pin.isPresent() && pin.get() instanceof Deb deb
            ? kept(deb, where)
            : downloaded(reference, where);
    lock.record(reference, rules.architecture(), entry);
    store.used(entry.archive(), reference.text() + " " + Platform.key(rules.architecture()));
    return entry;
  }

  /** A pinned package whose archive, or layer, is in the store afterwards. */
  private Deb kept(Deb pin, Located<String> where) throws IOException {
    requireArchitecture(pin.architecture(), where);
    if (store.find(pin.archive()).isPresent()) {
      verified(pin.archive(), where);
    } else if (layers.find(pin.archive()).isEmpty()) {
      requireNetwork(where, "the store has not its locked archive " + pin.archive());
      Path file = download(pin.name() + "=" + pin.version(), where);
      keep(file, Optional.of(pin.archive()), where);
    }
    return pin;
  }

  private Deb downloaded(DebPackage reference, Located<String> where) throws IOException {
    requireNetwork(where, "is not in the lock file");
    String wanted = reference.name() + reference.version().map(v -> "=" + v).orElse("");
    Path file = download(wanted, where);
    Digest digest = keep(file, Optional.empty(), where);
    DebArchive archive = archive(digest, where);
    String architecture = archive.require("architecture", reference.text());
    requireArchitecture(architecture, where);
    return new Deb(
        archive.require("package", reference.text()),
        archive.require("version", reference.text()),
        architecture,
        digest);
  }

  private Path download(String wanted, Located<String> where) throws IOException {
    try (Progress.Task task =
        progress.begin(Progress.Kind.FETCH, "deb:" + wanted, OptionalLong.empty())) {
      Path file = apt.download(wanted, Files.createTempDirectory(work, "deb-"), where);
      task.advance(Files.size(file));
      task.done();
      return file;
    }
  }

  private void requireNetwork(Located<String> where, String why) throws SourceException {
    if (rules.offline()) {
      throw new SourceException(
          where, why + ", and --offline forbids to run apt" + OfflineSource.HELP);
    }
  }

  private void requireArchitecture(String found, Located<String> where) throws SourceException {
    String wanted = rules.architecture().wire();
    if (!found.equals(wanted) && !found.equals("all")) {
      throw new SourceException(
          where, "the package is for " + FormatException.quote(found) + ", wanted " + wanted);
    }
  }

  private Digest keep(Path file, Optional<Digest> expected, Located<String> where)
      throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return expected.isPresent()
          ? store.put(ARCHIVE_TYPE, in, expected.get()).digest()
          : store.put(ARCHIVE_TYPE, in).digest();
    } catch (DigestMismatchException e) {
      throw new SourceException(
          where, "the archive differs from the lock file: " + e.getMessage(), e);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /** Opens a stored archive. */
  private DebArchive open(Deb entry, Located<String> where) throws IOException {
    if (store.find(entry.archive()).isEmpty()) {
      // its layer is there, its archive is not: somebody pruned by hand
      requireNetwork(where, "the store has not its locked archive " + entry.archive());
      Path file = download(entry.name() + "=" + entry.version(), where);
      keep(file, Optional.of(entry.archive()), where);
    }
    DebArchive archive = archive(entry.archive(), where);
    requireArchitecture(archive.require("architecture", entry.name()), where);
    return archive;
  }

  private DebArchive archive(Digest digest, Located<String> where) throws IOException {
    return DebArchive.open(
        verified(digest, where), where.value(), Files.createTempDirectory(work, "control-"));
  }

  /** The store promises that a blob was right when it was put; disks and people change files. */
  private Path verified(Digest digest, Located<String> where) throws IOException {
    try {
      return store.findVerified(digest);
    } catch (DigestMismatchException e) {
      throw new SourceException(where, "its stored archive was changed: " + e.getMessage(), e);
    }
  }

  private static Optional<DebPackage> kernelOf(DebArchive archive, Located<String> where)
      throws IOException {
    boolean meta = archive.control().getOrDefault("section", "").contains("metapackages");
    if (!meta && KERNEL.matcher(archive.control().getOrDefault("package", "")).matches()) {
      return Optional.empty();
    }
    List<DebPackage> found = new ArrayList<>();
    for (String dependency : archive.control().getOrDefault("depends", "").split(",")) {
      Matcher m = KERNEL_DEPENDENCY.matcher(dependency.strip());
      if (m.matches()) {
        found.add(new DebPackage(m.group(1), Optional.ofNullable(m.group(2))));
      }
    }
    if (found.size() > 1) {
      throw new SourceException(where, "depends on " + found.size() + " kernels, wanted one");
    }
    return found.stream().findFirst();
  }

  private Component component(Deb entry, Located<String> where) throws IOException {
    String identity = "deb:" + entry.name() + "=" + entry.version();
    Optional<Descriptor> known = layers.find(entry.archive());
    Descriptor layer =
        known.isPresent()
            ? known.get()
            : layers.pack(entry.archive(), open(entry, where), identity);
    return new Component(
        where,
        identity,
        List.of(new Component.Layer(layer, Optional.empty())),
        ImageConfig.NONE,
        Optional.of(entry),
        List.of());
  }
}
