package dev.plimsoll.image.output;

import com.github.luben.zstd.ZstdOutputStream;
import com.github.luben.zstd.util.ZstdVersion;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.MediaTypes;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.stream.Collectors;

/**
 * How an initramfs is compressed. The same input gives the same bytes, whatever the number of
 * processors; zstd's also depend on the version of its library, gzip's on the JDK's zlib.
 */
public enum InitramfsCompression {
  /** Level 3: every kernel since 5.9 with {@code RD_ZSTD}. */
  ZSTD("zstd", MediaTypes.INITRAMFS) {
    @Override
    OutputStream open(OutputStream out, ExecutorService workers) throws IOException {
      return zstd(out, 3);
    }
  },
  /** A hundred times slower and about a quarter smaller, for releases. */
  ZSTD_19("zstd-19", MediaTypes.INITRAMFS) {
    @Override
    OutputStream open(OutputStream out, ExecutorService workers) throws IOException {
      return zstd(out, 19);
    }
  },
  /** Level 6, for kernels without zstd. */
  GZIP("gzip", MediaTypes.INITRAMFS_GZIP) {
    @Override
    OutputStream open(OutputStream out, ExecutorService workers) throws IOException {
      return new ParallelGzip(out, 6, workers);
    }
  };

  private static final int BUFFER = 1 << 17;

  private final String wire;
  private final String mediaType;

  InitramfsCompression(String wire, String mediaType) {
    this.wire = wire;
    this.mediaType = mediaType;
  }

  /** Name on the command line, e.g. {@code zstd-19}. */
  public String wire() {
    return wire;
  }

  String mediaType() {
    return mediaType;
  }

  /** What the bytes depend on beside the input. */
  String recipe() {
    String library = this == GZIP ? Runtime.version().toString() : ZstdVersion.VERSION;
    return wire + "/" + library;
  }

  /** Closing the result ends the frame and closes {@code out}. */
  abstract OutputStream open(OutputStream out, ExecutorService workers) throws IOException;

  private static OutputStream zstd(OutputStream out, int level) throws IOException {
    ZstdOutputStream zstd = new ZstdOutputStream(out, level);
    zstd.setChecksum(true);
    return new BufferedOutputStream(zstd, BUFFER);
  }

  /** The compression called {@code wire}. */
  public static InitramfsCompression of(String wire) throws FormatException {
    for (InitramfsCompression compression : values()) {
      if (compression.wire.equals(wire)) {
        return compression;
      }
    }
    throw new FormatException(
        "compression is "
            + FormatException.quote(wire)
            + ", wanted "
            + Arrays.stream(values()).map(c -> c.wire).collect(Collectors.joining(", ")));
  }
}
