package dev.plimsoll.image.layer;

import com.github.luben.zstd.ZstdIOException;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.layer.FileTree.Placed;
import dev.plimsoll.image.layer.Node.Directory;
import dev.plimsoll.image.layer.Node.RegularFile;
import dev.plimsoll.image.layer.Node.Symlink;
import dev.plimsoll.image.store.DigestMismatchException;
import dev.plimsoll.image.store.VerifiedInput;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.ZipException;
import org.tukaani.xz.XZIOException;

/**
 * Lays the layers of one component over each other. File data goes to a spool file beside, in the
 * order of the archive; memory holds the index alone. Layers are checked against their digests
 * again while they are read, so a blob that changed on disk is noticed before its files are used.
 *
 * <p>Refused: names that leave the tree, hard links to what is not a file of the component, entries
 * below a symbolic link, device nodes, pipes, the same file twice in a layer. Not thread-safe.
 */
public final class LayerReader {
  private static final String WHITEOUT = ".wh.";
  private static final String OPAQUE = ".wh..wh..opq";

  private final TreeBuilder tree = new TreeBuilder();
  private final Path spoolDirectory;
  private final LayerLimits limits;

  /** {@code spoolDirectory} receives the files' data and must outlive the tree. */
  public LayerReader(Path spoolDirectory, LayerLimits limits) {
    this.spoolDirectory = spoolDirectory;
    this.limits = limits;
  }

  /**
   * Lays {@code archive}, packed or not, over what was read before.
   *
   * @param what for messages, e.g. {@code services[0] web, layer 2}
   * @param expected digest of the archive as it is
   * @param diffId digest of the archive unpacked, where the image tells
   * @throws LayerException when the archive is malformed, hostile or too big
   * @throws DigestMismatchException when it is not what it should be
   */
  public void read(InputStream archive, String what, Digest expected, Optional<Digest> diffId)
      throws IOException {
    VerifiedInput verified = new VerifiedInput(archive, what, expected);
    unpack(verified, what, diffId);
    verified.finish();
  }

  /** As {@link #read}, for an archive whose digest somebody else checks. */
  public void readUnchecked(InputStream archive, String what) throws IOException {
    unpack(archive, what, Optional.empty());
  }

  private void unpack(InputStream archive, String what, Optional<Digest> diffId)
      throws IOException {
    AtomicLong packed = new AtomicLong();
    Path spool = Files.createTempFile(spoolDirectory, "layer-", ".spool");
    try (OutputStream data = new BufferedOutputStream(Files.newOutputStream(spool), 1 << 17)) {
      InputStream counted = new CountingInput(archive, packed);
      InputStream metered =
          new MeteredInput(Compression.unpack(counted), packed::get, what, limits);
      InputStream plain =
          diffId.isPresent()
              ? new VerifiedInput(metered, what + ", unpacked,", diffId.get())
              : metered;
      new Walk(new TarReader(plain, what, limits), what, spool, data).walk();
      drain(plain);
    } catch (EOFException | ZipException | XZIOException | ZstdIOException e) {
      throw new LayerException(what + ": is not intact: " + e.getMessage(), e);
    }
  }

  /** Everything read so far. */
  public FileTree tree() {
    return tree.build();
  }

  /** Decoders check their own sums at the end of their streams. */
  private static void drain(InputStream in) throws IOException {
    byte[] buffer = new byte[1 << 16];
    while (in.read(buffer) >= 0) {}
  }

  private final class Walk {
    private final TarReader tar;
    private final String what;
    private final Path spool;
    private final OutputStream data;
    private final Set<String> written = new HashSet<>();
    private final byte[] buffer = new byte[1 << 16];
    private long spooled;

    Walk(TarReader tar, String what, Path spool, OutputStream data) {
      this.tar = tar;
      this.what = what;
      this.spool = spool;
      this.data = data;
    }

    void walk() throws IOException {
      for (Optional<TarEntry> e = tar.next(); e.isPresent(); e = tar.next()) {
        place(e.get());
      }
    }

    private void place(TarEntry entry) throws IOException {
      String path = LayerPath.of(entry.name(), what, limits);
      String name = path.substring(path.lastIndexOf('/') + 1);
      if (path.isEmpty()) {
        if (entry.type() != '5') {
          throw bad(entry, "is the root and no directory");
        }
      } else if (name.equals(OPAQUE)) {
        hideBelow(parent(path));
      } else if (name.startsWith(WHITEOUT)) {
        whiteout(path, name, entry);
      } else {
        put(path, entry);
      }
    }

    private void whiteout(String path, String name, TarEntry entry) throws LayerException {
      String hidden = name.substring(WHITEOUT.length());
      if (hidden.isEmpty() || hidden.equals(".") || hidden.equals("..")) {
        throw bad(entry, "is a whiteout of nothing");
      }
      String parent = parent(path);
      String target = parent.isEmpty() ? hidden : parent + "/" + hidden;
      hideBelow(target);
      if (!written.contains(target)) {
        tree.removeUnlessParent(target);
      }
    }

    /** Hides what earlier layers put below {@code directory}, never what this one did. */
    private void hideBelow(String directory) {
      for (String path : tree.below(directory).descendingSet()) {
        if (!written.contains(path)) {
          tree.removeUnlessParent(path);
        }
      }
    }

    private void put(String path, TarEntry entry) throws IOException {
      Optional<Placed> before = tree.placed(path);
      boolean directory = entry.type() == '5';
      if (!written.add(path) && !(directory && isDirectory(before))) {
        throw bad(entry, "stands twice in the layer");
      }
      if (before.isPresent() && isDirectory(before) && !directory) {
        tree.remove(path);
      }
      tree.put(path, node(entry), what);
    }

    private boolean isDirectory(Optional<Placed> placed) {
      return placed.isPresent() && placed.get().node() instanceof Directory;
    }

    private Node node(TarEntry entry) throws IOException {
      return switch (entry.type()) {
        case '0' -> new RegularFile(attributes(entry), spool(entry));
        case '1' -> hardLink(entry);
        case '2' -> symlink(entry);
        case '5' -> new Directory(attributes(entry));
        case '3', '4' -> throw bad(entry, "is a device node");
        case '6' -> throw bad(entry, "is a named pipe");
        case 'S' -> throw bad(entry, "is a sparse file, which is not supported");
        default -> throw bad(entry, "has the unknown type '" + printable(entry.type()) + "'");
      };
    }

    private static char printable(char type) {
      return type > ' ' && type <= '~' ? type : '?';
    }

    private Node hardLink(TarEntry entry) throws LayerException {
      String target = LayerPath.of(stripRoot(entry.linkName()), what, limits);
      return tree.find(target)
          .filter(RegularFile.class::isInstance)
          .orElseThrow(
              () ->
                  bad(
                      entry,
                      "is a hard link to "
                          + FormatException.quote(entry.linkName())
                          + ", which is no file of the component"));
    }

    /** Some writers name hard-link targets from the root of the archive. */
    private static String stripRoot(String name) {
      return name.startsWith("/") ? name.substring(1) : name;
    }

    private Node symlink(TarEntry entry) throws LayerException {
      if (entry.linkName().isEmpty() || entry.linkName().length() > limits.maxPath()) {
        throw bad(entry, "is a symbolic link without a usable target");
      }
      return new Symlink(attributes(entry), entry.linkName());
    }

    private Attributes attributes(TarEntry entry) throws LayerException {
      if (entry.uid() > Integer.MAX_VALUE || entry.gid() > Integer.MAX_VALUE) {
        throw bad(entry, "has a user or group id beyond 31 bits");
      }
      return new Attributes(
          entry.mode(), (int) entry.uid(), (int) entry.gid(), entry.mtime(), entry.xattrs());
    }

    private Content spool(TarEntry entry) throws IOException {
      long start = spooled;
      for (int n = tar.read(buffer, 0, buffer.length);
          n >= 0;
          n = tar.read(buffer, 0, buffer.length)) {
        write(n);
        spooled += n;
      }
      return new Content.Stretch(spool, start, entry.size());
    }

    private void write(int length) throws IOException {
      try {
        data.write(buffer, 0, length);
      } catch (IOException e) {
        throw new IOException("cannot write to " + spool.getParent() + ": " + e.getMessage(), e);
      }
    }

    private String parent(String path) {
      return path.contains("/") ? path.substring(0, path.lastIndexOf('/')) : "";
    }

    private LayerException bad(TarEntry entry, String why) {
      return new LayerException(
          what + ": the entry " + FormatException.quote(entry.name()) + " " + why);
    }
  }
}
