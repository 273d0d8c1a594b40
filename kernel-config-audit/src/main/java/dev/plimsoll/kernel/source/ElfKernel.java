package dev.plimsoll.kernel.source;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.kernel.source.KernelContents.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * vmlinux or a module such as configs.ko (System V ABI, ELF-64 and ELF-32, little endian): {@code
 * .rodata} holds the configuration, {@code .modinfo} a module's version. Where there are no section
 * headers, all of it is looked through.
 */
final class ElfKernel {
  private static final int MAX_SECTIONS = 16_384;
  private static final int MAX_NAMES = 4 << 20;
  private static final int MAX_MODINFO = 1 << 20;
  private static final int PROGBITS = 1;
  private static final int ALLOC = 2;
  private static final String VERMAGIC = "vermagic=";

  private ElfKernel() {}

  private record Section(String name, int type, long flags, long at, long size) {
    boolean holdsData() {
      return type == PROGBITS && (flags & ALLOC) != 0 && size > 0;
    }
  }

  static KernelContents read(String where, KernelFile file) throws FormatException, IOException {
    Head head = new Head(file.peek(0, 64));
    if (head.u8(5) != 1) {
      throw new FormatException(where, "big-endian ELF file, wanted a little-endian kernel");
    }
    List<Section> sections = sections(where, file, head);
    Optional<Bytes> config = Optional.empty();
    Optional<String> release = vermagic(file, sections);
    for (KernelFile part : parts(file, sections)) {
      IkconfigScanner.Found found = scan(where, part);
      config = config.isPresent() ? config : found.config();
      release = release.isPresent() ? release : found.release();
      if (config.isPresent() && release.isPresent()) {
        break;
      }
    }
    // user-mode Linux is an ELF of its host's machine, so the configuration is asked for the rest
    return Ikconfig.contents(where, Kind.ELF, config, release, Optional.empty());
  }

  private static IkconfigScanner.Found scan(String where, KernelFile part) throws FormatException {
    try (InputStream in = part.stream()) {
      return new IkconfigScanner().scan(in, Long.MAX_VALUE);
    } catch (IOException e) {
      throw Payload.damaged(where, "ELF file", e);
    }
  }

  /** {@code .rodata} first: there it is, and the rest is ten times as much. */
  private static List<KernelFile> parts(KernelFile file, List<Section> sections) {
    if (sections.isEmpty()) {
      return List.of(file);
    }
    List<KernelFile> parts = new ArrayList<>();
    for (Section s : sections) {
      if (s.holdsData()) {
        KernelFile part = file.window(s.at(), s.size());
        if (s.name().equals(".rodata")) {
          parts.addFirst(part);
        } else {
          parts.add(part);
        }
      }
    }
    return parts;
  }

  private static List<Section> sections(String where, KernelFile file, Head head)
      throws FormatException, IOException {
    boolean wide = head.u8(4) == 2;
    long table = wide ? head.u64(0x28) : head.u32(0x20);
    int entry = head.u16(wide ? 0x3a : 0x2e);
    int count = head.u16(wide ? 0x3c : 0x30);
    int names = head.u16(wide ? 0x3e : 0x32);
    if (table == 0 || count == 0) {
      return List.of();
    }
    inside(where, file, "section headers", table, (long) entry * count);
    if (count > MAX_SECTIONS || entry < (wide ? 64 : 40) || names >= count) {
      throw new FormatException(
          where, "ELF file: " + count + " section headers of " + entry + " bytes make no sense");
    }
    Head headers = new Head(file.peek(table, entry * count));
    Section strings = section(headers, names * entry, wide, new Head(new byte[0]));
    inside(where, file, "section names", strings.at(), strings.size());
    Head text = new Head(file.peek(strings.at(), (int) Math.min(strings.size(), MAX_NAMES)));
    List<Section> sections = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Section s = section(headers, i * entry, wide, text);
      if (s.holdsData()) {
        inside(where, file, "section " + FormatException.quote(s.name()), s.at(), s.size());
        sections.add(s);
      }
    }
    return sections;
  }

  private static Section section(Head h, int at, boolean wide, Head names) {
    return new Section(
        names.text((int) Math.min(h.u32(at), Integer.MAX_VALUE), 64),
        (int) h.u32(at + 4),
        wide ? h.u64(at + 8) : h.u32(at + 8),
        wide ? h.u64(at + 0x18) : h.u32(at + 0x10),
        wide ? h.u64(at + 0x20) : h.u32(at + 0x14));
  }

  private static void inside(String where, KernelFile file, String what, long at, long size)
      throws FormatException {
    if (at < 0 || size < 0 || at > file.size() || size > file.size() - at) {
      throw new FormatException(
          where,
          "ELF file: its header puts "
              + what
              + " of "
              + Long.toUnsignedString(size)
              + " bytes at "
              + Long.toUnsignedString(at)
              + ", the file has "
              + file.size()
              + ": it is cut off, or the header is wrong");
    }
  }

  private static Optional<String> vermagic(KernelFile file, List<Section> sections)
      throws IOException {
    for (Section s : sections) {
      if (s.name().equals(".modinfo")) {
        byte[] info = file.peek(s.at(), (int) Math.min(s.size(), MAX_MODINFO));
        for (String line : new String(info, StandardCharsets.ISO_8859_1).split("\0")) {
          if (line.startsWith(VERMAGIC)) {
            return Optional.of(line.substring(VERMAGIC.length()).split(" ", 2)[0]);
          }
        }
      }
    }
    return Optional.empty();
  }

  /** By the machine that the ELF header of an unpacked kernel names. */
  static Optional<String> arch(Head head) {
    if (!head.has(0, "\u007fELF")) {
      return Optional.empty();
    }
    return switch (head.u16(18)) {
      case 3 -> Optional.of("x86_32");
      case 62 -> Optional.of("x86_64");
      case 40 -> Optional.of("arm");
      case 183 -> Optional.of("arm64");
      case 243 -> Optional.of("riscv");
      default -> Optional.empty();
    };
  }
}
