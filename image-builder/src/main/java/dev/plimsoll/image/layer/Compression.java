package dev.plimsoll.image.layer;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipException;
import org.tukaani.xz.XZIOException;
import org.tukaani.xz.XZInputStream;

/** How an archive is packed, told by its first bytes and never by its name. */
public enum Compression {
  NONE,
  GZIP,
  XZ,
  ZSTD;

  /** Decoders may take this much memory, in KiB; xz -9 needs 65 MiB. */
  private static final int XZ_MEMORY = 100 << 10;

  /** Largest window of a zstd frame, as a power of two: 128 MiB, what {@code zstd -d} takes. */
  private static final int ZSTD_WINDOW = 27;

  private static final int BUFFER = 1 << 16;

  /** Looks at the first bytes of {@code in}, which must support mark. */
  public static Compression detect(InputStream in) throws IOException {
    in.mark(6);
    byte[] magic = in.readNBytes(6);
    in.reset();
    if (starts(magic, 0x1f, 0x8b)) {
      return GZIP;
    } else if (starts(magic, 0xfd, '7', 'z', 'X', 'Z', 0)) {
      return XZ;
    } else if (starts(magic, 0x28, 0xb5, 0x2f, 0xfd) || isSkippable(magic)) {
      return ZSTD;
    }
    return NONE;
  }

  /** RFC 8878 §3.1.2; zstd:chunked and pzstd layers may begin with such a frame. */
  private static boolean isSkippable(byte[] bytes) {
    return bytes.length > 3
        && (bytes[0] & 0xf0) == 0x50
        && starts(bytes, bytes[0], 0x2a, 0x4d, 0x18);
  }

  private static boolean starts(byte[] bytes, int... magic) {
    for (int i = 0; i < magic.length; i++) {
      if (i >= bytes.length || (bytes[i] & 0xff) != magic[i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * Opens {@code packed} for reading what is inside, whatever packs it. Bytes behind what is packed
   * are an error, not ignored; several members or frames one after the other are one stream.
   */
  public static InputStream unpack(InputStream packed) throws IOException {
    BufferedInputStream in = new BufferedInputStream(packed, BUFFER);
    return switch (detect(in)) {
      case NONE -> in;
      case GZIP -> new GzipInput(in);
      case XZ -> new XZInputStream(in, XZ_MEMORY);
      case ZSTD -> new BufferedInputStream(zstd(in), BUFFER);
    };
  }

  private static InputStream zstd(InputStream in) throws IOException {
    ZstdInputStream zstd = new ZstdInputStream(in);
    zstd.setLongMax(ZSTD_WINDOW);
    return zstd;
  }

  /** Whether {@code e} is a decoder's word that its input is damaged or cut short. */
  static boolean isDamage(IOException e) {
    return e instanceof EOFException
        || e instanceof ZipException
        || e instanceof XZIOException
        || e instanceof ZstdIOException;
  }
}
