package dev.plimsoll.image.sbom;

import dev.plimsoll.formats.FormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * The headers in {@code rpmdb.sqlite}: column {@code blob} of the table {@code Packages}, read page
 * by page (SQLite database file format 3). Reading hostile bytes by our own small reader, instead
 * of by a native library, keeps a broken database from being more than a refusal.
 */
final class RpmSqlite {
  private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
  private static final int MAX_DEPTH = 20;
  private static final int MAX_PAGES = 1 << 20;
  private static final int MAX_HEADER = 64 << 20; // bytes of one rpm header
  private static final int LEAF = 13;
  private static final int INTERIOR = 5;

  private final RandomInput file;
  private final int pageSize;
  private final int usable;
  private int pagesRead;

  /** Takes one row: its columns, each as bytes of a text or a blob; others are empty. */
  private interface Row {
    void take(List<byte[]> columns, List<Long> numbers) throws FormatException;
  }

  private RpmSqlite(RandomInput file) throws FormatException, IOException {
    this.file = file;
    ByteBuffer head = file.read(0, 100, ByteOrder.BIG_ENDIAN);
    byte[] magic = new byte[MAGIC.length];
    head.get(magic);
    int size = Short.toUnsignedInt(head.getShort(16));
    this.pageSize = size == 1 ? 65_536 : size;
    this.usable = pageSize - Byte.toUnsignedInt(head.get(20));
    boolean power = pageSize >= 512 && Integer.bitCount(pageSize) == 1;
    if (!java.util.Arrays.equals(magic, MAGIC) || !power || usable < 480) {
      throw new FormatException("not an SQLite database");
    }
  }

  static List<byte[]> headers(RandomInput file) throws FormatException, IOException {
    RpmSqlite database = new RpmSqlite(file);
    long root = database.rootOfPackages();
    List<byte[]> found = new ArrayList<>();
    database.walk(
        root,
        0,
        (columns, numbers) -> {
          if (columns.size() < 2 || columns.get(1).length == 0) {
            throw new FormatException("a row of Packages without a header");
          }
          found.add(columns.get(1));
        });
    return found;
  }

  /** From the schema table: type, name, tbl_name, rootpage, sql. */
  private long rootOfPackages() throws FormatException, IOException {
    List<Long> roots = new ArrayList<>();
    walk(
        1,
        0,
        (columns, numbers) -> {
          boolean table =
              columns.size() >= 4
                  && text(columns.get(0)).equals("table")
                  && text(columns.get(1)).equals("Packages");
          if (table) {
            roots.add(numbers.get(3));
          }
        });
    if (roots.size() != 1 || roots.getFirst() < 2) {
      throw new FormatException("the database has no table Packages");
    }
    return roots.getFirst();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private ByteBuffer page(long number) throws FormatException, IOException {
    if (number < 1 || ++pagesRead > MAX_PAGES) {
      throw new FormatException("page " + number + ", or too many pages");
    }
    return file.read((number - 1) * pageSize, pageSize, ByteOrder.BIG_ENDIAN);
  }

  private void walk(long number, int depth, Row row) throws FormatException, IOException {
    if (depth > MAX_DEPTH) {
      throw new FormatException("the tree of pages is deeper than " + MAX_DEPTH);
    }
    ByteBuffer page = page(number);
    int at = number == 1 ? 100 : 0;
    int kind = page.get(at);
    int cells = Short.toUnsignedInt(page.getShort(at + 3));
    if (kind != LEAF && kind != INTERIOR) {
      throw new FormatException("page " + number + " is of kind " + kind);
    }
    int pointers = at + (kind == LEAF ? 8 : 12);
    if (pointers + 2 * cells > pageSize) {
      throw new FormatException("page " + number + " has " + cells + " cells");
    }
    for (int i = 0; i < cells; i++) {
      int cell = Short.toUnsignedInt(page.getShort(pointers + 2 * i));
      if (cell > pageSize - 4) {
        throw new FormatException("a cell lies outside its page");
      }
      if (kind == LEAF) {
        record(payload(page, cell), row);
      } else {
        walk(Integer.toUnsignedLong(page.getInt(cell)), depth + 1, row);
      }
    }
    if (kind == INTERIOR) {
      walk(Integer.toUnsignedLong(page.getInt(at + 8)), depth + 1, row);
    }
  }

  /** The record of a leaf cell, put together from its overflow pages. */
  private byte[] payload(ByteBuffer page, int cell) throws FormatException, IOException {
    page.position(cell);
    long length = varint(page);
    varint(page); // row id
    if (length < 1 || length > MAX_HEADER) {
      throw new FormatException("a row of " + length + " bytes");
    }
    int local = local(length);
    byte[] all = new byte[(int) length];
    if (page.remaining() < local) {
      throw new FormatException("a row reaches outside its page");
    }
    page.get(all, 0, local);
    int have = local;
    long next = have < all.length && page.remaining() >= 4 ? page.getInt() & 0xffffffffL : 0;
    while (have < all.length) {
      ByteBuffer overflow = page(next);
      next = Integer.toUnsignedLong(overflow.getInt());
      int part = Math.min(usable - 4, all.length - have);
      overflow.get(all, have, part);
      have += part;
    }
    return all;
  }

  /** How much of a row stays in its page (file format 1.6, "table b-tree leaf cell"). */
  private int local(long length) {
    if (length <= usable - 35) {
      return (int) length;
    }
    int least = (usable - 12) * 32 / 255 - 23;
    int wanted = least + (int) ((length - least) % (usable - 4));
    return wanted <= usable - 35 ? wanted : least;
  }

  private static void record(byte[] record, Row row) throws FormatException {
    ByteBuffer in = ByteBuffer.wrap(record);
    long headerEnd = varint(in);
    if (headerEnd < 1 || headerEnd > record.length || headerEnd > 1000) {
      throw new FormatException("a record whose header does not fit");
    }
    List<Long> types = new ArrayList<>();
    while (in.position() < headerEnd) {
      types.add(varint(in));
    }
    in.position((int) headerEnd);
    List<byte[]> columns = new ArrayList<>();
    List<Long> numbers = new ArrayList<>();
    for (long type : types) {
      byte[] value = new byte[length(type, in.remaining())];
      in.get(value);
      columns.add(type >= 12 ? value : new byte[0]);
      numbers.add(number(type, value).orElse(0));
    }
    row.take(columns, numbers);
  }

  private static int length(long type, int left) throws FormatException {
    long length =
        switch ((int) Math.min(type, 12)) {
          case 0, 8, 9 -> 0;
          case 1, 2, 3, 4 -> type;
          case 5 -> 6;
          case 6, 7 -> 8;
          case 12 -> (type - 12) / 2;
          default -> -1;
        };
    if (length < 0 || length > left) {
      throw new FormatException("a column of type " + type + " does not fit its record");
    }
    return (int) length;
  }

  private static OptionalLong number(long type, byte[] value) {
    if (type == 8 || type == 9) {
      return OptionalLong.of(type - 8);
    }
    if (type < 1 || type > 6) {
      return OptionalLong.empty();
    }
    long number = value[0];
    for (int i = 1; i < value.length; i++) {
      number = number << 8 | Byte.toUnsignedInt(value[i]);
    }
    return OptionalLong.of(number);
  }

  private static long varint(ByteBuffer in) throws FormatException {
    long value = 0;
    for (int i = 0; i < 9; i++) {
      if (!in.hasRemaining()) {
        throw new FormatException("a number reaches outside its page");
      }
      int b = in.get();
      if (i == 8) {
        return value << 8 | Byte.toUnsignedInt((byte) b);
      }
      value = value << 7 | b & 0x7f;
      if (b >= 0) {
        return value;
      }
    }
    return value;
  }
}
