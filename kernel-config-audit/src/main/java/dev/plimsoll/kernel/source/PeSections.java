package dev.plimsoll.kernel.source;

import dev.plimsoll.formats.FormatException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The section table of a PE file (Microsoft PE/COFF 2024, §4); every section lies in the file. */
record PeSections(int machine, List<Section> sections) {
  private static final int MAX_SECTIONS = 96;
  private static final int MAX_PADDING = 16 << 20;

  /**
   * One section.
   *
   * @param size of its content: what is loaded, without the padding in the file
   */
  record Section(String name, long at, long size) {}

  static boolean matches(Head head) {
    return head.has(0, "MZ");
  }

  /** Empty when the file only looks like PE by its first two bytes. */
  static Optional<PeSections> read(String where, KernelFile file)
      throws FormatException, IOException {
    long pe = new Head(file.peek(0x3c, 4)).u32(0);
    Head coff = new Head(file.peek(pe, 24));
    if (!coff.has(0, "PE\0\0")) {
      return Optional.empty();
    }
    int count = coff.u16(6);
    long table = pe + 24 + coff.u16(20);
    if (count > MAX_SECTIONS || table + 40L * count > file.size()) {
      throw new FormatException(
          where,
          "PE file: its header says "
              + count
              + " sections, which do not fit: it is cut off, or the header is wrong");
    }
    Head headers = new Head(file.peek(table, 40 * count));
    List<Section> sections = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sections.add(section(where, file, headers, i * 40));
    }
    return Optional.of(new PeSections(coff.u16(4), sections));
  }

  private static Section section(String where, KernelFile file, Head h, int at)
      throws FormatException {
    String name = h.text(at, 8);
    long loaded = h.u32(at + 8);
    long stored = h.u32(at + 16);
    long start = h.u32(at + 20);
    if (start + stored > file.size()) {
      throw new FormatException(
          where,
          "PE file: its header puts section "
              + FormatException.quote(name)
              + " of "
              + stored
              + " bytes at "
              + start
              + ", the file has "
              + file.size()
              + ": it is cut off, or the header is wrong");
    }
    boolean padded = loaded > 0 && loaded < stored && stored - loaded < MAX_PADDING;
    return new Section(name, start, padded ? loaded : stored);
  }

  Optional<Section> find(String name) {
    return sections.stream().filter(s -> s.name().equals(name)).findFirst();
  }

  /** The name that policies use for the machine. */
  Optional<String> arch() {
    return switch (machine) {
      case 0x14c -> Optional.of("x86_32");
      case 0x8664 -> Optional.of("x86_64");
      case 0x1c0, 0x1c2 -> Optional.of("arm");
      case 0xaa64 -> Optional.of("arm64");
      case 0x5064 -> Optional.of("riscv");
      default -> Optional.empty();
    };
  }
}
