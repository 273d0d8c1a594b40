package dev.plimsoll.kernel.source;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.tukaani.xz.LZMAInputStream;
import org.tukaani.xz.SingleXZInputStream;

/** What kernels and their packages are packed with, found by its magic bytes. */
enum Compression {
  GZIP("gzip", "\u001f\u008b\u0008") {
    @Override
    InputStream open(InputStream in) throws IOException {
      return new GZIPInputStream(in, BUFFER);
    }
  },
  XZ("xz", "\u00fd7zXZ\0") {
    @Override
    InputStream open(InputStream in) throws IOException {
      return new SingleXZInputStream(new BufferedInputStream(in, BUFFER), MEMORY_KIB);
    }
  },
  LZMA("lzma", "\u005d\0\0") {
    @Override
    InputStream open(InputStream in) throws IOException {
      return new LZMAInputStream(new BufferedInputStream(in, BUFFER), MEMORY_KIB);
    }
  },
  BZIP2("bzip2", "BZh") {
    @Override
    InputStream open(InputStream in) throws IOException {
      return new Bzip2Stream(in);
    }
  },
  LZ4("lz4", "\u0002\u0021\u004c\u0018") {
    @Override
    InputStream open(InputStream in) throws IOException {
      return new BlockStream(new Lz4LegacyBlocks(new BufferedInputStream(in, BUFFER)));
    }
  },
  LZO("lzo", "\u0089LZO\0\r\n\u001a\n") {
    @Override
    InputStream open(InputStream in) throws IOException {
      return new BlockStream(new LzopBlocks(new BufferedInputStream(in, BUFFER)));
    }
  },
  ZSTD("zstd", "\u0028\u00b5\u002f\u00fd") {
    @Override
    InputStream open(InputStream in) throws IOException {
      // kernels are packed with windows of 128 MiB, which the library refuses unless asked
      return new ZstdInputStream(in).setLongMax(ZSTD_WINDOW_LOG);
    }
  };

  private static final int BUFFER = 1 << 16;
  private static final int MEMORY_KIB = 256 << 10;
  private static final int ZSTD_WINDOW_LOG = 27;

  private final String wire;
  private final String magic;

  Compression(String wire, String magic) {
    this.wire = wire;
    this.magic = magic;
  }

  /** As in Kconfig and in the zboot header, without its level: {@code gzip}, {@code zstd}, …. */
  String wire() {
    return wire;
  }

  static Optional<Compression> find(Head head) {
    for (Compression c : values()) {
      if (head.has(0, c.magic)) {
        return Optional.of(c);
      }
    }
    return Optional.empty();
  }

  /** The unpacked bytes. What is damaged or cut off ends in an {@link IOException}. */
  abstract InputStream open(InputStream in) throws IOException;
}
