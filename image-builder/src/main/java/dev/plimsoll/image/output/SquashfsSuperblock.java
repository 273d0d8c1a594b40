package dev.plimsoll.image.output;

import dev.plimsoll.image.layer.LayerException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What {@code mksquashfs} says of its own image, so that a cut or foreign file is noticed before it
 * is used: squashfs 4.0's superblock ({@code fs/squashfs/squashfs_fs.h} of Linux 6.x), 96 bytes,
 * little-endian. Only what {@link #requireWhole} needs is kept.
 *
 * @param time seconds since 1970, when the file system was made
 * @param bytesUsed length of the file system; the file is padded to 4,096
 */
record SquashfsSuperblock(long time, int blockSize, long bytesUsed) {
  static final int SIZE = 96;
  private static final int MAGIC = 0x73717368;
  private static final int PADDING = 4096;
  private static final int MIN_BLOCK_LOG = 12;
  private static final int MAX_BLOCK_LOG = 20;
  private static final int TABLES = 6;

  /**
   * Reads the superblock of {@code what}.
   *
   * @throws LayerException in one line, when these bytes are none
   */
  static SquashfsSuperblock parse(byte[] head, String what) throws LayerException {
    if (head.length < SIZE) {
      throw new LayerException(what + " is cut: " + head.length + " bytes, no whole superblock");
    }
    ByteBuffer b = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
    if (b.getInt(0) != MAGIC) {
      throw new LayerException(what + " is no squashfs: it does not begin with \"hsqs\"");
    }
    int major = b.getShort(28);
    int minor = b.getShort(30);
    if (major != 4 || minor != 0) {
      throw new LayerException(what + " is squashfs " + major + "." + minor + ", wanted 4.0");
    }
    int log = b.getShort(22);
    if (log < MIN_BLOCK_LOG || log > MAX_BLOCK_LOG || b.getInt(12) != 1 << log) {
      throw new LayerException(what + ": its superblock contradicts itself about the block size");
    }
    long used = b.getLong(40);
    if (used < SIZE) {
      throw new LayerException(what + ": its superblock says " + used + " bytes in all");
    }
    for (int table = 0; table < TABLES; table++) {
      long start = b.getLong(48 + 8 * table);
      boolean absent = start == -1;
      if (!absent && (start < SIZE || start >= used)) {
        throw new LayerException(what + ": a table of its is outside of it");
      }
    }
    return new SquashfsSuperblock(Integer.toUnsignedLong(b.getInt(8)), 1 << log, used);
  }

  static SquashfsSuperblock read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return parse(in.readNBytes(SIZE), file.toString());
    }
  }

  /**
   * Refuses a file that is shorter or longer than its superblock says, or was not made at {@code
   * wantedTime}, and so would differ the next time.
   */
  void requireWhole(long fileSize, long wantedTime, String what) throws LayerException {
    long padded = (bytesUsed + PADDING - 1) / PADDING * PADDING;
    if (fileSize != bytesUsed && fileSize != padded) {
      throw new LayerException(
          what + " has " + fileSize + " bytes; its superblock says " + bytesUsed);
    }
    if (time != wantedTime) {
      throw new LayerException(what + " was made at " + time + ", wanted the fixed " + wantedTime);
    }
  }
}
