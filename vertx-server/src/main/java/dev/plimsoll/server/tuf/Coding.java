package dev.plimsoll.server.tuf;

import com.github.luben.zstd.Zstd;
import dev.plimsoll.formats.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Content codings that we speak (RFC 9110 §8.4.1, RFC 8878), the one we like best first. */
enum Coding {
  ZSTD,
  GZIP,
  IDENTITY;

  /** From here on the highest level costs more than it saves. */
  private static final int LARGE = 1 << 20; // bytes

  String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * What an entity tag has behind its digest: another coding is another representation (§8.8.3).
   */
  String tagSuffix() {
    return this == IDENTITY ? "" : "-" + wire();
  }

  byte[] encode(Bytes content) {
    byte[] plain = content.toArray();
    return switch (this) {
      case ZSTD -> Zstd.compress(plain, plain.length < LARGE ? 15 : 6);
      case GZIP -> gzip(plain);
      case IDENTITY -> plain;
    };
  }

  private static byte[] gzip(byte[] plain) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(plain.length / 2 + 32);
    try (GZIPOutputStream gzip = new BestGzip(out)) {
      gzip.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException("gzip into memory", e);
    }
    return out.toByteArray();
  }

  private static final class BestGzip extends GZIPOutputStream {
    BestGzip(ByteArrayOutputStream out) throws IOException {
      super(out);
      def.setLevel(Deflater.BEST_COMPRESSION);
    }
  }
}
