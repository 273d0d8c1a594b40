package dev.plimsoll.image.testing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads cpio archives as the kernel does (buffer-format.rst), nothing shared with the writer: one
 * archive after the other until the end of the bytes, zeros between them.
 */
public final class CpioArchive {
  private static final int HEADER = 110;

  private CpioArchive() {}

  /** An entry as its header has it; the name as bytes of ISO 8859-1, so that none is lost. */
  public record Entry(String name, int mode, long inode, long links, long mtime, byte[] data) {}

  /**
   * All entries but the trailers.
   *
   * @throws AssertionError where the kernel would stop
   */
  public static List<Entry> read(byte[] archive) {
    List<Entry> entries = new ArrayList<>();
    int at = 0;
    while (at < archive.length) {
      if (archive[at] == 0) {
        at++;
        continue;
      }
      require(at % 4 == 0, "header at " + at + " is not aligned");
      require(at + HEADER <= archive.length, "header at " + at + " is cut");
      String magic = text(archive, at, 6);
      require(magic.equals("070701"), "magic " + magic + " at " + at);
      long size = field(archive, at, 6);
      int nameSize = (int) field(archive, at, 11);
      int nameAt = at + HEADER;
      require(nameSize > 0 && nameAt + nameSize <= archive.length, "name at " + at + " is cut");
      require(archive[nameAt + nameSize - 1] == 0, "name at " + at + " has no end");
      String name = text(archive, nameAt, nameSize - 1);
      require(name.indexOf('\0') < 0, "name at " + at + " has a zero inside");
      int dataAt = aligned(nameAt + nameSize);
      require(dataAt + size <= archive.length, "data of " + name + " is cut");
      at = aligned((int) (dataAt + size));
      if (!name.equals("TRAILER!!!")) {
        entries.add(
            new Entry(
                name,
                (int) field(archive, nameAt - HEADER, 1),
                field(archive, nameAt - HEADER, 0),
                field(archive, nameAt - HEADER, 4),
                field(archive, nameAt - HEADER, 5),
                Arrays.copyOfRange(archive, dataAt, (int) (dataAt + size))));
      }
    }
    return entries;
  }

  private static int aligned(int at) {
    return (at + 3) / 4 * 4;
  }

  private static long field(byte[] archive, int header, int index) {
    return Long.parseLong(text(archive, header + 6 + 8 * index, 8), 16);
  }

  private static String text(byte[] archive, int at, int length) {
    return new String(archive, at, length, StandardCharsets.ISO_8859_1);
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError("cpio: " + what);
    }
  }
}
