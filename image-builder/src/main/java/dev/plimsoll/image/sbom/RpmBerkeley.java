package dev.plimsoll.image.sbom;

import dev.plimsoll.formats.FormatException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The headers in {@code Packages} of older rpms: a Berkeley DB hash table (dbinc/db_page.h), whose
 * large values lie in chains of overflow pages. Both byte orders.
 */
final class RpmBerkeley {
  private static final int HASH_MAGIC = 0x061561;
  private static final int HEADER = 26;
  private static final int HASH_UNSORTED = 2;
  private static final int HASH = 13;
  private static final int OVERFLOW = 7;
  private static final int OFF_PAGE = 3;
  private static final int OFF_PAGE_SIZE = 12;
  private static final int MAX_HEADER = 64 << 20;
  private static final int MAX_PAGES = 1 << 20;

  private final RandomInput file;
  private final ByteOrder order;
  private final int pageSize;
  private int pagesRead;

  private RpmBerkeley(RandomInput file) throws FormatException, IOException {
    this.file = file;
    ByteBuffer meta = file.read(0, 72, ByteOrder.LITTLE_ENDIAN);
    if (meta.getInt(12) != HASH_MAGIC) {
      meta.order(ByteOrder.BIG_ENDIAN);
    }
    if (meta.getInt(12) != HASH_MAGIC) {
      throw new FormatException("not a Berkeley DB hash table");
    }
    this.order = meta.order();
    this.pageSize = meta.getInt(20);
    if (pageSize < 512 || pageSize > 65_536 || Integer.bitCount(pageSize) != 1) {
      throw new FormatException("pages of " + pageSize + " bytes");
    }
    if (meta.get(24) != 0) {
      throw new FormatException("the database is encrypted");
    }
  }

  static List<byte[]> headers(RandomInput file) throws FormatException, IOException {
    RpmBerkeley database = new RpmBerkeley(file);
    List<byte[]> found = new ArrayList<>();
    long pages = file.size() / database.pageSize;
    for (long number = 1; number < pages; number++) {
      ByteBuffer page = database.page(number);
      int type = page.get(25);
      if (type == HASH || type == HASH_UNSORTED) {
        database.values(page, found);
      }
    }
    return found;
  }

  private ByteBuffer page(long number) throws FormatException, IOException {
    if (++pagesRead > MAX_PAGES) {
      throw new FormatException("more than " + MAX_PAGES + " pages");
    }
    return file.read(number * pageSize, pageSize, order);
  }

  /** Keys and values take turns; the values of packages are always in other pages. */
  private void values(ByteBuffer page, List<byte[]> found) throws FormatException, IOException {
    int entries = Short.toUnsignedInt(page.getShort(20));
    if (HEADER + 2 * entries > pageSize) {
      throw new FormatException("a page with " + entries + " entries");
    }
    for (int i = 1; i < entries; i += 2) {
      int at = Short.toUnsignedInt(page.getShort(HEADER + 2 * i));
      if (at >= pageSize || page.get(at) != OFF_PAGE) {
        continue; // the counter of packages
      }
      if (at > pageSize - OFF_PAGE_SIZE) {
        throw new FormatException("an entry reaches outside its page");
      }
      long first = Integer.toUnsignedLong(page.getInt(at + 4));
      found.add(chain(first, Integer.toUnsignedLong(page.getInt(at + 8))));
    }
  }

  private byte[] chain(long first, long length) throws FormatException, IOException {
    if (length > MAX_HEADER) {
      throw new FormatException("a value of " + length + " bytes");
    }
    ByteArrayOutputStream value = new ByteArrayOutputStream();
    long next = first;
    while (next != 0) {
      ByteBuffer page = page(next);
      if (page.get(25) != OVERFLOW) {
        throw new FormatException("page " + next + " is no overflow page");
      }
      next = Integer.toUnsignedLong(page.getInt(16));
      int part = Short.toUnsignedInt(page.getShort(22)); // length of what lies here
      if (part > pageSize - HEADER || value.size() + (long) part > length) {
        throw new FormatException("an overflow page holds too much");
      }
      value.write(page.array(), HEADER, part);
    }
    if (value.size() != length) {
      throw new FormatException("a value has " + value.size() + " bytes, wanted " + length);
    }
    return value.toByteArray();
  }
}
