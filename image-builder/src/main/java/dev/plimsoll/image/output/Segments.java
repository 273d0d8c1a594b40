package dev.plimsoll.image.output;

import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.image.MediaTypes;
import dev.plimsoll.image.layer.FileTree;
import dev.plimsoll.image.layer.Zstd;
import dev.plimsoll.image.store.ContentStore;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes one segment of an initramfs: a cpio archive in one zstd frame. The kernel (5.9 and later
 * with {@code RD_ZSTD}) unpacks segments that follow each other without padding.
 */
public final class Segments {
  private Segments() {}

  /** Writes {@code tree} and stores it. */
  public static Descriptor store(FileTree tree, ContentStore store, Path work) throws IOException {
    Path file = Files.createTempFile(work, "segment-", ".cpio.zst");
    try {
      try (OutputStream out =
          Zstd.frame(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16))) {
        CpioWriter.write(tree, out);
      }
      try (InputStream in = Files.newInputStream(file)) {
        return store.put(MediaTypes.INITRAMFS, in);
      }
    } finally {
      Files.deleteIfExists(file);
    }
  }
}
