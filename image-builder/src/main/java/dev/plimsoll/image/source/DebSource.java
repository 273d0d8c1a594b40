package dev.plimsoll.image.source;

import com.github.luben.zstd.ZstdIOException;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.image.MediaTypes;
import dev.plimsoll.image.layer.Compression;
import dev.plimsoll.image.layer.LayerException;
import dev.plimsoll.image.layer.LayerLimits;
import dev.plimsoll.image.layer.Zstd;
import dev.plimsoll.image.progress.Progress;
import dev.plimsoll.image.source.LockEntry.Deb;
import dev.plimsoll.image.source.Reference.DebPackage;
import dev.plimsoll.image.spec.Located;
import dev.plimsoll.image.store.ContentStore;
import dev.plimsoll.image.store.DigestMismatchException;
import dev.plimsoll.image.store.VerifiedInput;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipException;
import org.tukaani.xz.XZIOException;

/**
 * Debian packages as components: the named package alone, no scripts, no dependencies. The archive
 * stays in the content store, so a locked build does without apt and without the mirror.
 */
final class DebSource {
  private static final String ARCHIVE_TYPE = "application/vnd.debian.binary-package";

  /** {@code linux-image-6.1.0-56-cloud-amd64 (= 6.1.192-2)}, one alternative only. */
  private static final Pattern KERNEL_DEPENDENCY =
      Pattern.compile("(linux-image-[0-9a-z][a-z0-9+.-]*)(?:\\s*\\(=\\s*([0-9A-Za-z.+:~-]+)\\))?");

  private final ContentStore store;
  private final Path work;
  private final LockFile lock;
  private final PackedPackages packed;
  private final Progress progress;

  DebSource(
      ContentStore store, Path work, LockFile lock, PackedPackages packed, Progress progress) {
    this.store = store;
    this.work = work;
    this.lock = lock;
    this.packed = packed;
    this.progress = progress;
  }

  /** A package whose files are wanted. */
  Component fetch(DebPackage reference, Located<String> where) throws FormatException, IOException {
    return component(find(reference, where), where);
  }

  /** A kernel package; a metapackage stands for the one kernel that it depends on. */
  Component fetchKernel(DebPackage reference, Located<String> where)
      throws FormatException, IOException {
    Found found = find(reference, where);
    Optional<DebPackage> real = kernelOf(found.archive(), where);
    return real.isEmpty() ? component(found, where) : component(find(real.get(), where), where);
  }

  private record Found(Deb entry, DebArchive archive) {}

  private Found find(DebPackage reference, Located<String> where)
      throws FormatException, IOException {
    Optional<LockEntry> pin = lock.pinned(reference, where);
    if (pin.isPresent() && !(pin.get() instanceof Deb)) {
      throw new FormatException(
          where.at().toString(), reference.text() + " is locked as an image; build with --update");
    }
    Path directory = Files.createTempDirectory(work, "deb-");
    if (pin.isPresent() && pin.get() instanceof Deb deb) {
      Optional<Path> stored = store.find(deb.archive());
      Path file =
          stored.isPresent() ? intact(stored.get(), deb.archive()) : refetch(deb, directory, where);
      return checked(deb, DebArchive.open(file, reference.text(), directory), where);
    }
    String wanted = reference.name() + reference.version().map(v -> "=" + v).orElse("");
    Path file = download(wanted, directory, where);
    Digest digest = keep(file, Optional.empty(), where);
    DebArchive archive = open(digest, reference.text(), directory);
    Deb entry =
        new Deb(
            archive.require("package", reference.text()),
            archive.require("version", reference.text()),
            digest);
    lock.record(reference, entry);
    return checked(entry, archive, where);
  }

  /** The store promises that a blob was right when it was put; disks and people change files. */
  private static Path intact(Path file, Digest digest) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      new VerifiedInput(in, "stored package " + file, digest).finish();
    }
    return file;
  }

  private Path refetch(Deb deb, Path directory, Located<String> where) throws IOException {
    Path file = download(deb.name() + "=" + deb.version(), directory, where);
    keep(file, Optional.of(deb.archive()), where);
    return file;
  }

  private Path download(String wanted, Path directory, Located<String> where) throws IOException {
    try (Progress.Task task =
        progress.begin(Progress.Kind.FETCH, "deb:" + wanted, OptionalLong.empty())) {
      Path file = AptDownloader.download(wanted, directory, where);
      task.advance(Files.size(file));
      task.done();
      return file;
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
    }
  }

  private DebArchive open(Digest digest, String what, Path directory) throws IOException {
    Path file = store.find(digest).orElseThrow(() -> new IOException("lost " + digest));
    return DebArchive.open(file, what, directory);
  }

  private static Found checked(Deb entry, DebArchive archive, Located<String> where)
      throws IOException {
    String architecture = archive.require("architecture", entry.name());
    if (!architecture.equals("amd64") && !architecture.equals("all")) {
      throw new SourceException(
          where, "the package is for " + FormatException.quote(architecture) + ", wanted amd64");
    }
    return new Found(entry, archive);
  }

  private static Optional<DebPackage> kernelOf(DebArchive archive, Located<String> where)
      throws IOException {
    if (!archive.control().getOrDefault("section", "").contains("metapackages")) {
      boolean kernel = archive.control().getOrDefault("package", "").matches("linux-image-[0-9].*");
      if (kernel) {
        return Optional.empty();
      }
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

  /** The data archive becomes a layer: the same tar, packed our way. */
  private Component component(Found found, Located<String> where) throws IOException {
    String identity = "deb:" + found.entry().name() + "=" + found.entry().version();
    Digest archive = found.entry().archive();
    Optional<Descriptor> known = packed.find(archive, store);
    Descriptor layer = known.isPresent() ? known.get() : pack(found.archive(), identity);
    packed.remember(archive, layer);
    return new Component(
        where, identity, List.of(new Component.Layer(layer, Optional.empty())), ImageConfig.NONE);
  }

  private Descriptor pack(DebArchive archive, String identity) throws IOException {
    Path file = Files.createTempFile(work, "deb-", ".tar.zst");
    try (InputStream in = Compression.unpack(archive.data().open());
        OutputStream out = Zstd.frame(Files.newOutputStream(file))) {
      copy(in, out, identity);
    } catch (EOFException | XZIOException | ZipException | ZstdIOException e) {
      throw new LayerException(identity + ": is not intact: " + e.getMessage(), e);
    }
    try (InputStream in = Files.newInputStream(file)) {
      return store.put(MediaTypes.COMPONENT_TAR_ZSTD, in);
    } finally {
      Files.delete(file);
    }
  }

  private static void copy(InputStream in, OutputStream out, String what) throws IOException {
    byte[] buffer = new byte[1 << 17];
    long total = 0;
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      total += n;
      if (total > LayerLimits.DEFAULT.maxExpanded()) {
        throw new LayerException(what + " expands to more than " + total + " bytes (layer limits)");
      }
      out.write(buffer, 0, n);
    }
  }
}
