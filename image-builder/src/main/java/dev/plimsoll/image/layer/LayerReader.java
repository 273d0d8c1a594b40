package dev.plimsoll.image.layer;

import dev.plimsoll.image.progress.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads archives that lie in no content store, such as a kernel's {@code kernel.tar} or a {@code
 * docker save} file, and lays them over each other. An archive that lies plain in a stored layer is
 * listed where it is; of any other, what is unpacked goes to a spool file. The tree's contents
 * point there. The same checks as for layers; see {@link LayerStore}. Not thread-safe.
 */
public final class LayerReader {
  private static final int BUFFER = 1 << 16;

  private final Overlay overlay = new Overlay();
  private final Path spoolDirectory;
  private final LayerLimits limits;

  /** {@code spoolDirectory} receives the unpacked archives and must outlive the tree. */
  public LayerReader(Path spoolDirectory, LayerLimits limits) {
    this.spoolDirectory = spoolDirectory;
    this.limits = limits;
  }

  /** As {@link #readUnchecked(InputStream, String)}. */
  public void readUnchecked(Content archive, String what) throws IOException {
    try (InputStream in = archive.open()) {
      if (archive instanceof Content.Slice slice && Compression.detect(in) == Compression.NONE) {
        overlay.lay(list(slice, in, what), what);
      } else {
        readUnchecked(in, what);
      }
    }
  }

  private LayerIndex list(Content.Slice archive, InputStream in, String what) throws IOException {
    IndexBuilder index = new IndexBuilder(archive.file(), archive.offset(), what, limits);
    TarScanner scanner = new TarScanner(index, what, limits);
    byte[] buffer = new byte[BUFFER];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      scanner.accept(buffer, 0, n);
    }
    scanner.finish();
    return index.build();
  }

  /**
   * Lays {@code archive}, packed or not, over what was read before.
   *
   * @param what for messages, e.g. {@code services[0] web, kernel.tar}
   * @throws LayerException when the archive is malformed, hostile or too big
   */
  public void readUnchecked(InputStream archive, String what) throws IOException {
    Path spool = Files.createTempFile(spoolDirectory, "layer-", ".spool");
    try {
      overlay.lay(spool(archive, what, spool), what);
    } catch (IOException e) {
      Files.deleteIfExists(spool);
      throw LayerStore.located(e, what);
    }
  }

  private LayerIndex spool(InputStream archive, String what, Path spool) throws IOException {
    LayerFile data = new LayerFile();
    IndexBuilder index = new IndexBuilder(data, what, limits);
    TarScanner scanner = new TarScanner(index, what, limits);
    CountingInput packed = new CountingInput(archive, Progress.Task.SILENT);
    try (OutputStream out = Files.newOutputStream(spool)) {
      InputStream plain = new MeteredInput(Compression.unpack(packed), packed, what, limits);
      byte[] buffer = new byte[BUFFER];
      for (int n = plain.read(buffer); n >= 0; n = plain.read(buffer)) {
        scanner.accept(buffer, 0, n);
        write(out, buffer, n);
      }
      scanner.finish();
    }
    data.name(spool);
    return index.build();
  }

  private void write(OutputStream out, byte[] buffer, int length) throws IOException {
    try {
      out.write(buffer, 0, length);
    } catch (IOException e) {
      throw new IOException("cannot write to " + spoolDirectory + ": " + e.getMessage(), e);
    }
  }

  /** Everything read so far. */
  public FileTree tree() {
    return overlay.tree();
  }
}
