package dev.plimsoll.image.layer;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import org.tukaani.xz.XZInputStream;

/** How an archive is packed, told by its first bytes and never by its name. */
public enum Compression {
  NONE,
  GZIP,
  XZ,
  ZSTD;

  /** Decoders may take this much memory, in KiB; xz -9 needs 65 MiB. */
  private static final int XZ_MEMORY = 100 << 10;

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
    } else if (starts(magic, 0x28, 0xb5, 0x2f, 0xfd)) {
      return ZSTD;
    }
    return NONE;
  }

  private static boolean starts(byte[] bytes, int... magic) {
    for (int i = 0; i < magic.length; i++) {
      if (i >= bytes.length || (bytes[i] & 0xff) != magic[i]) {
        return false;
      }
    }
    return true;
  }

  /** Opens {@code packed} for reading what is inside, whatever packs it. */
  public static InputStream unpack(InputStream packed) throws IOException {
    BufferedInputStream in = new BufferedInputStream(packed, BUFFER);
    return switch (detect(in)) {
      case NONE -> in;
      case GZIP -> new GZIPInputStream(in, BUFFER);
      case XZ -> new XZInputStream(in, XZ_MEMORY);
      case ZSTD -> new BufferedInputStream(new ZstdInputStream(in), BUFFER);
    };
  }
}
