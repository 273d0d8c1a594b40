package dev.plimsoll.image.lint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Writes small ELF files from the gABI's tables, independently of {@link ElfReader}. */
final class ElfSample {
  static final int READ = 4;
  static final int WRITE = 2;
  static final int EXECUTE = 1;
  private static final int BASE = 0x1000;

  private final boolean wide;
  private final ByteOrder order;
  private int type = 3;
  private final List<int[]> marks = new ArrayList<>();
  private final List<long[]> tags = new ArrayList<>();
  private final List<Integer> loads = new ArrayList<>(List.of(READ | EXECUTE));
  private final StringBuilder strings = new StringBuilder("\0");
  private String symbols = "";

  ElfSample(int bits, ByteOrder order) {
    this.wide = bits == 64;
    this.order = order;
  }

  /** 2 executable, 3 shared object. */
  ElfSample type(int value) {
    type = value;
    return this;
  }

  ElfSample mark(int segment, int flags) {
    marks.add(new int[] {segment, flags});
    return this;
  }

  ElfSample stack(int flags) {
    return mark(0x6474e551, flags);
  }

  ElfSample relro() {
    return mark(0x6474e552, READ);
  }

  ElfSample interpreter() {
    return mark(3, READ);
  }

  ElfSample load(int flags) {
    loads.add(flags);
    return this;
  }

  ElfSample tag(long tag, long value) {
    tags.add(new long[] {tag, value});
    return this;
  }

  ElfSample tag(long tag, String value) {
    tag(tag, strings.length());
    return name(value);
  }

  /** A name in the table of dynamic strings. */
  ElfSample name(String name) {
    strings.append(name).append('\0');
    return this;
  }

  /** A full symbol table with these names, as in a file that was not stripped. */
  ElfSample symbols(String... names) {
    symbols = "\0" + String.join("\0", names) + "\0";
    return this;
  }

  byte[] bytes() {
    boolean dynamic = !tags.isEmpty() || strings.length() > 1;
    int headers = loads.size() + marks.size() + (dynamic ? 1 : 0);
    int phentsize = wide ? 56 : 32;
    int ehsize = wide ? 64 : 52;
    int entry = wide ? 16 : 8;
    int dynamicAt = ehsize + headers * phentsize;
    int count = dynamic ? tags.size() + 3 : 0;
    int stringsAt = dynamicAt + count * entry;
    int stringsEnd = stringsAt + (dynamic ? strings.length() : 0);
    int shentsize = wide ? 64 : 40;
    int symbolsAt = stringsEnd;
    int sectionsAt = symbolsAt + symbols.length();
    int size = sectionsAt + (symbols.isEmpty() ? 0 : 3 * shentsize);
    ByteBuffer out = ByteBuffer.allocate(size).order(order);
    out.put(new byte[] {0x7f, 'E', 'L', 'F'});
    out.put((byte) (wide ? 2 : 1)).put((byte) (order == ByteOrder.LITTLE_ENDIAN ? 1 : 2));
    out.put((byte) 1);
    out.position(16);
    out.putShort((short) type).putShort((short) 62).putInt(1);
    address(out, BASE);
    address(out, ehsize);
    address(out, symbols.isEmpty() ? 0 : sectionsAt);
    out.putInt(0).putShort((short) ehsize).putShort((short) phentsize).putShort((short) headers);
    out.putShort((short) shentsize)
        .putShort((short) (symbols.isEmpty() ? 0 : 3))
        .putShort((short) 0);
    for (int flags : loads) {
      segment(out, 1, flags, 0, BASE, size);
    }
    for (int[] mark : marks) {
      segment(out, mark[0], mark[1], 0, 0, 0);
    }
    if (dynamic) {
      segment(out, 2, READ | WRITE, dynamicAt, BASE + dynamicAt, count * entry);
      for (long[] tag : tags) {
        pair(out, tag[0], tag[1]);
      }
      pair(out, 5, BASE + stringsAt);
      pair(out, 10, strings.length());
      pair(out, 0, 0);
      out.put(strings.toString().getBytes(StandardCharsets.ISO_8859_1));
    }
    out.put(symbols.getBytes(StandardCharsets.ISO_8859_1));
    if (!symbols.isEmpty()) {
      section(out, 0, 0, 0, 0);
      section(out, 2, 0, 0, 2);
      section(out, 3, symbolsAt, symbols.length(), 0);
    }
    return out.array();
  }

  private void address(ByteBuffer out, long value) {
    if (wide) {
      out.putLong(value);
    } else {
      out.putInt((int) value);
    }
  }

  private void pair(ByteBuffer out, long tag, long value) {
    address(out, tag);
    address(out, value);
  }

  private void segment(
      ByteBuffer out, int kind, int flags, long offset, long address, long length) {
    out.putInt(kind);
    if (wide) {
      out.putInt(flags);
    }
    address(out, offset);
    address(out, address);
    address(out, address);
    address(out, length);
    address(out, length);
    if (!wide) {
      out.putInt(flags);
    }
    address(out, 1);
  }

  private void section(ByteBuffer out, int kind, long offset, long length, int link) {
    out.putInt(0).putInt(kind);
    address(out, 0);
    address(out, 0);
    address(out, offset);
    address(out, length);
    out.putInt(link).putInt(0);
    address(out, 1);
    address(out, 0);
  }
}
