package dev.plimsoll.image.cache;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.layer.Attributes;
import dev.plimsoll.image.layer.Content;
import dev.plimsoll.image.layer.FileTree;
import dev.plimsoll.image.layer.LayerLimits;
import dev.plimsoll.image.layer.LayerReader;
import dev.plimsoll.image.layer.Node;
import dev.plimsoll.image.layer.TreeBuilder;
import dev.plimsoll.image.output.TarWriter;
import dev.plimsoll.image.source.LockText;
import dev.plimsoll.image.store.ContentStore;
import dev.plimsoll.image.store.TemporaryFiles;
import dev.plimsoll.image.store.VerifiedInput;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Carries what a lock file names from one store to another, as an OCI image layout in a tar file
 * (its name ends in {@code .tar}) or in a directory. See {@link CacheLayout}.
 */
public final class CacheArchive {
  private static final String BLOBS = "blobs/sha256/";

  private CacheArchive() {}

  /**
   * Writes everything of {@code lock}, under a temporary name until it is whole. The same lock file
   * gives the same bytes.
   *
   * @throws IOException also when the store lacks something, or has it damaged
   */
  public static void export(LockText lock, ContentStore store, Path target) throws IOException {
    FileTree tree = tree(CacheLayout.of(lock, store));
    Path absolute = target.toAbsolutePath();
    Path parent = Optional.ofNullable(absolute.getParent()).orElseThrow();
    if (target.toString().endsWith(".tar")) {
      exportTar(tree, absolute, parent);
    } else {
      exportDirectory(tree, absolute, parent);
    }
  }

  private static FileTree tree(CacheLayout layout) throws IOException {
    TreeBuilder tree = new TreeBuilder();
    Attributes plain = Attributes.generated(0644);
    for (Map.Entry<String, Bytes> e : layout.documents().entrySet()) {
      tree.set(e.getKey(), new Node.RegularFile(plain, new Content.Inline(e.getValue())), "cache");
    }
    for (Map.Entry<Digest, Path> e : layout.blobs().entrySet()) {
      Content content = new Content.Stretch(e.getValue(), 0, Files.size(e.getValue()));
      tree.set(CacheLayout.path(e.getKey()), new Node.RegularFile(plain, content), "cache");
    }
    return tree.build();
  }

  private static void exportTar(FileTree tree, Path target, Path parent) throws IOException {
    Path temporary = TemporaryFiles.create(parent, "export");
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(temporary), 1 << 17)) {
        TarWriter.write(tree, out);
      }
      try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static void exportDirectory(FileTree tree, Path target, Path parent) throws IOException {
    if (Files.exists(target)) {
      throw new IOException(target + " is there already; name a new directory, or a .tar file");
    }
    Path temporary = Files.createTempDirectory(parent, ".export-");
    try {
      for (Map.Entry<String, FileTree.Placed> e : tree.entries().entrySet()) {
        Path file = temporary.resolve(e.getKey());
        if (e.getValue().node() instanceof Node.RegularFile regular) {
          Files.createDirectories(Optional.ofNullable(file.getParent()).orElseThrow());
          try (InputStream in = regular.content().open()) {
            Files.copy(in, file);
          }
        }
      }
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      delete(temporary);
    }
  }

  private static void delete(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  /** What an import brought. */
  public record Imported(int blobs, long bytes) {}

  /**
   * Brings every blob of an export, or of any other OCI layout, into {@code store}: first all are
   * compared with their names, then all are stored, so that a damaged export leaves the store as it
   * was.
   *
   * @param work for temporary files of a tar, emptied afterwards
   */
  public static Imported importFrom(Path source, ContentStore store, Path work)
      throws FormatException, IOException {
    if (Files.isDirectory(source)) {
      return bring(blobsIn(source), source, store);
    }
    Files.createDirectories(work);
    Path spool = Files.createTempDirectory(work, "import-");
    try {
      LayerReader reader = new LayerReader(spool, LayerLimits.DEFAULT);
      try (InputStream in = Files.newInputStream(source)) {
        reader.readUnchecked(in, source.toString());
      }
      return bring(blobsIn(reader.tree(), source), source, store);
    } finally {
      delete(spool);
    }
  }

  private static Map<Digest, Content> blobsIn(Path layout) throws FormatException, IOException {
    if (!Files.isRegularFile(layout.resolve("oci-layout"))) {
      throw noLayout(layout);
    }
    Map<Digest, Content> found = new TreeMap<>();
    try (Stream<Path> files = Files.list(layout.resolve(BLOBS))) {
      for (Path file : files.toList()) {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          throw new FormatException(file.toString(), "no plain file");
        }
        found.put(
            digest(layout, String.valueOf(file.getFileName())),
            new Content.Stretch(file, 0, Files.size(file)));
      }
    }
    return found;
  }

  private static Map<Digest, Content> blobsIn(FileTree tree, Path source) throws FormatException {
    if (tree.findFile("oci-layout").isEmpty()) {
      throw noLayout(source);
    }
    Map<Digest, Content> found = new TreeMap<>();
    for (Map.Entry<String, FileTree.Placed> e : tree.entries().entrySet()) {
      boolean blob = e.getKey().startsWith(BLOBS);
      if (blob && e.getValue().node() instanceof Node.RegularFile file) {
        found.put(digest(source, e.getKey().substring(BLOBS.length())), file.content());
      }
    }
    return found;
  }

  private static FormatException noLayout(Path source) {
    return new FormatException(
        source.toString(), "not an OCI image layout: it has no file \"oci-layout\"");
  }

  private static Digest digest(Path source, String name) throws FormatException {
    try {
      return Digest.parseHex(name);
    } catch (FormatException e) {
      throw new FormatException(source + ": " + BLOBS + ": " + e.getMessage(), e);
    }
  }

  private static Imported bring(Map<Digest, Content> blobs, Path source, ContentStore store)
      throws IOException {
    for (Map.Entry<Digest, Content> e : blobs.entrySet()) {
      try (VerifiedInput in =
          new VerifiedInput(
              e.getValue().open(), source + ": " + CacheLayout.path(e.getKey()), e.getKey())) {
        in.finish();
      }
    }
    int count = 0;
    long bytes = 0;
    for (Map.Entry<Digest, Content> e : blobs.entrySet()) {
      if (store.find(e.getKey()).isEmpty()) {
        try (InputStream in = e.getValue().open()) {
          store.put("application/octet-stream", in, e.getKey());
        }
        count++;
        bytes += e.getValue().length();
      }
    }
    return new Imported(count, bytes);
  }
}
