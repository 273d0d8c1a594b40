package dev.plimsoll.image.layer;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * zstd at level 3 in one frame with a checksum, single-threaded: the same input and library version
 * give the same bytes. The kernel and every registry client of today read it.
 */
public final class Zstd {
  private static final int LEVEL = 3;

  private Zstd() {}

  /** Closing the result ends the frame and closes {@code out}. */
  public static OutputStream frame(OutputStream out) throws IOException {
    ZstdOutputStream zstd = new ZstdOutputStream(out, LEVEL);
    zstd.setChecksum(true);
    return new BufferedOutputStream(zstd, 1 << 17);
  }
}
