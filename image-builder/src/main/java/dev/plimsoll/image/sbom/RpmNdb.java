package dev.plimsoll.image.sbom;

import dev.plimsoll.formats.FormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The headers in rpm's own {@code Packages.db} (rpm, lib/backend/ndb/rpmpkg.c): pages of slots that
 * point to blobs, counted in blocks of 16 bytes; little-endian.
 */
final class RpmNdb {
  private static final int MAGIC = 'R' | 'p' << 8 | 'm' << 16 | 'P' << 24;
  private static final int SLOT = 'S' | 'l' << 8 | 'o' << 16 | 't' << 24;
  private static final int BLOB = 'B' | 'l' << 8 | 'b' << 16 | 'S' << 24;
  private static final int PAGE = 4096;
  private static final int ENTRY = 16;
  private static final int MAX_SLOT_PAGES = 2048;

  private RpmNdb() {}

  static List<byte[]> headers(RandomInput file) throws FormatException, IOException {
    ByteBuffer head = file.read(0, 32, ByteOrder.LITTLE_ENDIAN);
    int version = head.getInt(4);
    int pages = head.getInt(12);
    if (head.getInt(0) != MAGIC || version != 0) {
      throw new FormatException("not an rpm package database of version 0");
    }
    if (pages < 1 || pages > MAX_SLOT_PAGES) {
      throw new FormatException(pages + " pages of slots");
    }
    ByteBuffer slots = file.read(0, pages * PAGE, ByteOrder.LITTLE_ENDIAN);
    List<byte[]> found = new ArrayList<>();
    for (int at = 2 * ENTRY; at < slots.limit(); at += ENTRY) {
      if (slots.getInt(at) != SLOT) {
        throw new FormatException("a slot without its mark at " + at);
      }
      int index = slots.getInt(at + 4);
      if (index != 0) {
        found.add(blob(file, Integer.toUnsignedLong(slots.getInt(at + 8)) * ENTRY, index));
      }
    }
    return found;
  }

  private static byte[] blob(RandomInput file, long offset, int index)
      throws FormatException, IOException {
    ByteBuffer head = file.read(offset, ENTRY, ByteOrder.LITTLE_ENDIAN);
    if (head.getInt(0) != BLOB || head.getInt(4) != index) {
      throw new FormatException("package " + index + " is not where its slot says");
    }
    return file.read(offset + ENTRY, head.getInt(12), ByteOrder.LITTLE_ENDIAN).array();
  }
}
