package dev.plimsoll.image.lint;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.lint.ElfHardening.Relro;
import dev.plimsoll.image.lint.ElfHardening.Stack;
import dev.plimsoll.image.lint.ElfHardening.Type;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the headers of one ELF file (System V gABI, chapters 4 and 5): both classes, both byte
 * orders. Code and data are never read; of the string tables at most {@value #MAX_STRINGS} bytes.
 * Not thread-safe; one instance reads one file.
 */
final class ElfReader {
  private static final int MAX_HEADERS = 4096;
  private static final int MAX_SECTIONS = 65_536;
  private static final int MAX_DYNAMIC = 8192; // entries
  private static final int MAX_STRINGS = 32 << 20; // bytes

  private static final int PT_LOAD = 1;
  private static final int PT_DYNAMIC = 2;
  private static final int PT_INTERP = 3;
  private static final int PT_GNU_STACK = 0x6474e551;
  private static final int PT_GNU_RELRO = 0x6474e552;
  private static final int WRITE_EXECUTE = 3;
  private static final int SHT_SYMTAB = 2;

  private final Source source;
  private final long size;
  private final boolean wide;
  private final ByteOrder order;
  private final ByteBuffer header;

  /** Gives the bytes of the file from an offset on, fewer at its end. */
  interface Source {
    byte[] read(long offset, int length) throws IOException;
  }

  private ElfReader(Source source, long size, byte[] head) throws FormatException {
    this.source = source;
    this.size = size;
    this.wide =
        switch (head.length > 5 ? head[4] : 0) {
          case 1 -> false;
          case 2 -> true;
          default -> throw new FormatException("the class is neither 32 nor 64 bits");
        };
    this.order =
        switch (head[5]) {
          case 1 -> ByteOrder.LITTLE_ENDIAN;
          case 2 -> ByteOrder.BIG_ENDIAN;
          default -> throw new FormatException("the byte order is neither little nor big");
        };
    if (head.length < (wide ? 64 : 52)) {
      throw new FormatException("the file ends inside its header");
    }
    this.header = ByteBuffer.wrap(head).order(order);
  }

  /** Whether {@code head} begins like an ELF file. */
  static boolean isElf(byte[] head) {
    return head.length >= 4
        && head[0] == 0x7f
        && head[1] == 'E'
        && head[2] == 'L'
        && head[3] == 'F';
  }

  /**
   * @param size of the file, bytes
   * @throws FormatException when the headers contradict the file or each other
   */
  static ElfHardening read(Source source, long size) throws FormatException, IOException {
    return new ElfReader(source, size, source.read(0, 64)).read();
  }

  /** One program header. */
  private record Segment(int type, int flags, long offset, long address, long length) {}

  /** What the dynamic section says. */
  private record Dynamic(
      boolean bindNow,
      boolean pie,
      boolean soname,
      Optional<String> strings,
      List<String> rpath,
      List<String> runpath) {
    static final Dynamic NONE =
        new Dynamic(false, false, false, Optional.empty(), List.of(), List.of());
  }

  private ElfHardening read() throws FormatException, IOException {
    int kind = unsigned(header, 16);
    String machine = machine(unsigned(header, 18));
    List<Segment> segments = kind == 2 || kind == 3 ? segments() : List.of();
    if (segments.isEmpty()) {
      return new ElfHardening(
          wide ? 64 : 32,
          machine,
          Type.OBJECT,
          Stack.UNMARKED,
          Relro.NONE,
          0,
          Optional.empty(),
          Optional.empty(),
          List.of(),
          List.of());
    }
    Optional<Segment> table = find(segments, PT_DYNAMIC);
    Dynamic dynamic = table.isPresent() ? dynamic(table.get(), segments) : Dynamic.NONE;
    Optional<String> symbols = dynamic.strings.isPresent() ? dynamic.strings : symbolNames();
    return new ElfHardening(
        wide ? 64 : 32,
        machine,
        type(kind, segments, dynamic),
        stack(segments),
        relro(segments, dynamic),
        (int) segments.stream().filter(ElfReader::writableCode).count(),
        symbols.map(ElfSymbols::canary),
        symbols.flatMap(ElfSymbols::fortify),
        dynamic.rpath,
        dynamic.runpath);
  }

  private static boolean writableCode(Segment s) {
    return s.type == PT_LOAD && (s.flags & WRITE_EXECUTE) == WRITE_EXECUTE;
  }

  private static Type type(int kind, List<Segment> segments, Dynamic dynamic) {
    if (kind == 2) {
      return Type.FIXED_EXECUTABLE;
    }
    boolean interpreted = find(segments, PT_INTERP).isPresent();
    if (dynamic.pie) {
      return interpreted ? Type.PIE : Type.STATIC_PIE;
    }
    // linkers before DF_1_PIE; the C library has an interpreter too, so that it can be run
    return interpreted && !dynamic.soname ? Type.PIE : Type.LIBRARY;
  }

  private static Stack stack(List<Segment> segments) {
    return find(segments, PT_GNU_STACK)
        .map(s -> (s.flags & 1) != 0 ? Stack.EXECUTABLE : Stack.NOT_EXECUTABLE)
        .orElse(Stack.UNMARKED);
  }

  private static Relro relro(List<Segment> segments, Dynamic dynamic) {
    if (find(segments, PT_GNU_RELRO).isEmpty()) {
      return Relro.NONE;
    }
    return dynamic.bindNow ? Relro.FULL : Relro.PARTIAL;
  }

  private static Optional<Segment> find(List<Segment> segments, int type) {
    return segments.stream().filter(s -> s.type == type).findFirst();
  }

  private List<Segment> segments() throws FormatException, IOException {
    long table = wide ? header.getLong(32) : Integer.toUnsignedLong(header.getInt(28));
    int entry = unsigned(header, wide ? 54 : 42);
    int count = unsigned(header, wide ? 56 : 44);
    if (count == 0) {
      return List.of();
    }
    if (entry != (wide ? 56 : 32) || count > MAX_HEADERS) {
      throw new FormatException(count + " program headers of " + entry + " bytes");
    }
    ByteBuffer in = exactly(table, count * entry, "the program headers");
    List<Segment> found = new ArrayList<>();
    for (int at = 0; at < count * entry; at += entry) {
      found.add(
          wide
              ? new Segment(
                  in.getInt(at),
                  in.getInt(at + 4),
                  in.getLong(at + 8),
                  in.getLong(at + 16),
                  in.getLong(at + 32))
              : new Segment(
                  in.getInt(at),
                  in.getInt(at + 24),
                  Integer.toUnsignedLong(in.getInt(at + 4)),
                  Integer.toUnsignedLong(in.getInt(at + 8)),
                  Integer.toUnsignedLong(in.getInt(at + 16))));
    }
    return found;
  }

  private Dynamic dynamic(Segment segment, List<Segment> segments)
      throws FormatException, IOException {
    int entry = wide ? 16 : 8;
    long count = segment.length / entry;
    if (count > MAX_DYNAMIC) {
      throw new FormatException(count + " dynamic entries, the limit is " + MAX_DYNAMIC);
    }
    ByteBuffer in = exactly(segment.offset, (int) count * entry, "the dynamic section");
    boolean now = false;
    boolean pie = false;
    boolean soname = false;
    long strings = 0;
    long stringsLength = 0;
    List<Long> rpaths = new ArrayList<>();
    List<Long> runpaths = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long tag = wide ? in.getLong(i * entry) : in.getInt(i * entry);
      long value =
          wide ? in.getLong(i * entry + 8) : Integer.toUnsignedLong(in.getInt(i * entry + 4));
      if (tag == 0) {
        break;
      }
      switch ((int) tag) {
        case 5 -> strings = value;
        case 10 -> stringsLength = value;
        case 14 -> soname = true;
        case 15 -> rpaths.add(value);
        case 24 -> now = true; // DT_BIND_NOW
        case 29 -> runpaths.add(value);
        case 30 -> now |= (value & 8) != 0; // DF_BIND_NOW
        case 0x6ffffffb -> {
          now |= (value & 1) != 0; // DF_1_NOW
          pie = (value & 0x08000000) != 0; // DF_1_PIE
        }
        default -> {}
      }
    }
    Optional<String> names = strings(strings, stringsLength, segments);
    return new Dynamic(now, pie, soname, names, paths(names, rpaths), paths(names, runpaths));
  }

  private Optional<String> strings(long address, long length, List<Segment> segments)
      throws FormatException, IOException {
    if (length <= 0 || length > MAX_STRINGS) {
      return Optional.empty();
    }
    for (Segment s : segments) {
      if (s.type == PT_LOAD && address >= s.address && address - s.address < s.length) {
        return Optional.of(
            text(exactly(s.offset + (address - s.address), (int) length, "the dynamic strings")));
      }
    }
    return Optional.empty();
  }

  private static List<String> paths(Optional<String> strings, List<Long> offsets) {
    List<String> found = new ArrayList<>();
    for (long offset : offsets) {
      String all = strings.orElse("");
      int end = offset < 0 || offset >= all.length() ? -1 : all.indexOf('\0', (int) offset);
      if (end >= 0) {
        found.addAll(List.of(all.substring((int) offset, end).split(":", -1)));
      }
    }
    return found;
  }

  /** The names of the full symbol table, when the file was not stripped. */
  private Optional<String> symbolNames() throws FormatException, IOException {
    long table = wide ? header.getLong(40) : Integer.toUnsignedLong(header.getInt(32));
    int entry = unsigned(header, wide ? 58 : 46);
    int count = unsigned(header, wide ? 60 : 48);
    if (table == 0 || count == 0 || count > MAX_SECTIONS) {
      return Optional.empty();
    }
    if (entry != (wide ? 64 : 40)) {
      throw new FormatException("section headers of " + entry + " bytes");
    }
    ByteBuffer in = exactly(table, count * entry, "the section headers");
    for (int i = 0; i < count; i++) {
      int at = i * entry;
      int link = in.getInt(at + (wide ? 40 : 24));
      if (in.getInt(at + 4) == SHT_SYMTAB && link > 0 && link < count) {
        int strings = link * entry;
        long offset =
            wide ? in.getLong(strings + 24) : Integer.toUnsignedLong(in.getInt(strings + 16));
        long length =
            wide ? in.getLong(strings + 32) : Integer.toUnsignedLong(in.getInt(strings + 20));
        return length <= 0 || length > MAX_STRINGS
            ? Optional.empty()
            : Optional.of(text(exactly(offset, (int) length, "the symbol names")));
      }
    }
    return Optional.empty();
  }

  private ByteBuffer exactly(long offset, int length, String what)
      throws FormatException, IOException {
    if (offset < 0 || offset > size - length) {
      throw new FormatException(what + " lie outside the file");
    }
    byte[] bytes = source.read(offset, length);
    if (bytes.length != length) {
      throw new FormatException(what + " lie outside the file");
    }
    return ByteBuffer.wrap(bytes).order(order);
  }

  private static String text(ByteBuffer bytes) {
    return new String(bytes.array(), StandardCharsets.ISO_8859_1);
  }

  private static int unsigned(ByteBuffer in, int at) {
    return Short.toUnsignedInt(in.getShort(at));
  }

  private static String machine(int code) {
    return switch (code) {
      case 3 -> "x86";
      case 8 -> "mips";
      case 20 -> "powerpc";
      case 21 -> "powerpc64";
      case 22 -> "s390";
      case 40 -> "arm";
      case 62 -> "x86-64";
      case 183 -> "aarch64";
      case 243 -> "riscv";
      case 247 -> "bpf";
      case 258 -> "loongarch";
      default -> "machine-" + code;
    };
  }
}
