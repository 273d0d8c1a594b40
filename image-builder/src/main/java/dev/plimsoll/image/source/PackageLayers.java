package dev.plimsoll.image.source;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.util.ZstdVersion;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.image.MediaTypes;
import dev.plimsoll.image.layer.Compression;
import dev.plimsoll.image.layer.LayerException;
import dev.plimsoll.image.layer.LayerLimits;
import dev.plimsoll.image.layer.LayerStore;
import dev.plimsoll.image.layer.Zstd;
import dev.plimsoll.image.store.ContentStore;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.ZipException;
import org.tukaani.xz.XZIOException;

/**
 * The data archive of a package as a layer: the same tar, packed our way. Both forms go into the
 * store in one pass, and notes say what became of which, so that no later build of any process
 * unpacks the xz or packs the zstd again.
 */
final class PackageLayers {
  /** Its output depends on the version of the library too. */
  private static final String PACKED = "deb-layer/1/zstd-" + ZstdVersion.VERSION;

  private final ContentStore store;
  private final Path work;

  PackageLayers(ContentStore store, Path work) {
    this.store = store;
    this.work = work;
  }

  /** The layer of a package that was packed before. */
  Optional<Descriptor> find(Digest archive) throws IOException {
    return store.derived(PACKED, archive);
  }

  Descriptor pack(Digest archive, DebArchive package_, String what) throws IOException {
    Path file = Files.createTempFile(work, "deb-", ".tar.zst");
    try {
      Descriptor plain = unpack(package_, file, what);
      Descriptor packed;
      try (InputStream in = Files.newInputStream(file)) {
        packed = store.put(MediaTypes.COMPONENT_TAR_ZSTD, in);
      }
      store.derive(LayerStore.RECIPE, packed.digest(), plain);
      store.derive(PACKED, archive, packed);
      return packed;
    } finally {
      Files.delete(file);
    }
  }

  private Descriptor unpack(DebArchive package_, Path packed, String what) throws IOException {
    try (OutputStream out = Zstd.frame(Files.newOutputStream(packed));
        InputStream in = new Tee(Compression.unpack(package_.data().open()), out, what)) {
      return store.put(MediaTypes.COMPONENT_TAR, in);
    } catch (EOFException | XZIOException | ZipException | ZstdIOException e) {
      throw new LayerException(what + ": is not intact: " + e.getMessage(), e);
    }
  }

  /** Copies what is read through it, within the layer limits. */
  private static final class Tee extends FilterInputStream {
    private final OutputStream copy;
    private final String what;
    private long total;

    Tee(InputStream in, OutputStream copy, String what) {
      super(in);
      this.copy = copy;
      this.what = what;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int n = super.read(buffer, offset, length);
      total += Math.max(0, n);
      if (total > LayerLimits.DEFAULT.maxExpanded()) {
        throw new LayerException(
            what
                + ": expands to more than "
                + LayerLimits.DEFAULT.maxExpanded()
                + " bytes (layer limits)");
      }
      if (n > 0) {
        copy.write(buffer, offset, n);
      }
      return n;
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }
}
