package dev.plimsoll.cli.boot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A copy of a root disk with one byte changed. */
public final class TamperedDisk {
  /**
   * In squashfs's superblock, the time of its making (offset 8, 4 bytes): mounting reads the block,
   * and nothing but dm-verity minds the value.
   */
  public static final long SQUASHFS_TIME = 8;

  private TamperedDisk() {}

  /** Copies {@code root} to {@code target} and inverts the byte at {@code offset}. */
  public static Path copy(Path root, Path target, long offset) throws IOException {
    Files.copy(root, target, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel disk =
        FileChannel.open(target, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      if (disk.read(one, offset) != 1) {
        throw new IOException(root + " has no byte " + offset);
      }
      one.flip();
      one.put(0, (byte) ~one.get(0));
      disk.write(one, offset);
    }
    return target;
  }
}
