package dev.plimsoll.image.kernel;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.image.layer.LayerException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a kernel module says about itself in its {@code .modinfo} section: NUL-terminated {@code
 * key=value} strings.
 *
 * @param depends modules that must be there before, by name
 * @param softBefore modules that should be there before ({@code softdep=pre: …})
 * @param aliases other names, such as {@code crypto-sha256}
 * @param soft every {@code softdep} as it is written
 */
public record ModuleInfo(
    List<String> depends, List<String> softBefore, List<String> aliases, List<String> soft) {
  private static final byte[] IDENT = {0x7f, 'E', 'L', 'F', 2, 1};
  private static final int HEADER = 64;
  private static final int SECTION = 64;
  private static final int MAX_SECTIONS = 4096;

  public ModuleInfo {
    depends = List.copyOf(depends);
    softBefore = List.copyOf(softBefore);
    aliases = List.copyOf(aliases);
    soft = List.copyOf(soft);
  }

  /** Whether {@code file} begins as a 64-bit little-endian ELF file does. */
  static boolean isElf(byte[] file) {
    return file.length >= HEADER && Arrays.equals(file, 0, IDENT.length, IDENT, 0, IDENT.length);
  }

  /** Reads the section from an ELF64 little-endian file (gABI 4.1). Nothing else is looked at. */
  public static ModuleInfo parse(String what, Bytes elf) throws LayerException {
    return parse(what, elf.toArray());
  }

  static ModuleInfo parse(String what, byte[] elf) throws LayerException {
    ByteBuffer file = ByteBuffer.wrap(elf).order(ByteOrder.LITTLE_ENDIAN);
    if (!isElf(elf)) {
      throw bad(what, "not a 64-bit little-endian ELF file");
    }
    long table = file.getLong(0x28);
    int size = Short.toUnsignedInt(file.getShort(0x3a));
    int count = Short.toUnsignedInt(file.getShort(0x3c));
    int names = Short.toUnsignedInt(file.getShort(0x3e));
    if (size != SECTION || count > MAX_SECTIONS || names >= count) {
      throw bad(what, "has a malformed section table");
    }
    Section nameTable = section(what, file, table, names);
    for (int i = 0; i < count; i++) {
      Section section = section(what, file, table, i);
      if (isNamed(file, nameTable, section, ".modinfo")) {
        return strings(bytes(what, file, section));
      }
    }
    return new ModuleInfo(List.of(), List.of(), List.of(), List.of());
  }

  private record Section(int name, long offset, long size) {}

  private static Section section(String what, ByteBuffer file, long table, int index)
      throws LayerException {
    long at = table + (long) index * SECTION;
    if (table < HEADER || at < 0 || at > file.limit() - SECTION) {
      throw bad(what, "has a section table beyond its end");
    }
    int start = (int) at;
    return new Section(file.getInt(start), file.getLong(start + 0x18), file.getLong(start + 0x20));
  }

  private static boolean isNamed(ByteBuffer file, Section names, Section section, String name) {
    long at = names.offset() + Integer.toUnsignedLong(section.name());
    byte[] wanted = (name + "\0").getBytes(StandardCharsets.US_ASCII);
    if (names.offset() < 0 || at < 0 || at > file.limit() - wanted.length) {
      return false;
    }
    byte[] found = new byte[wanted.length];
    file.get((int) at, found);
    return Arrays.equals(found, wanted);
  }

  private static byte[] bytes(String what, ByteBuffer file, Section section) throws LayerException {
    if (section.offset() < 0
        || section.size() < 0
        || section.offset() > file.limit()
        || section.size() > file.limit() - section.offset()) {
      throw bad(what, "has a .modinfo section beyond its end");
    }
    byte[] bytes = new byte[(int) section.size()];
    file.get((int) section.offset(), bytes);
    return bytes;
  }

  private static ModuleInfo strings(byte[] section) {
    List<String> depends = new ArrayList<>();
    List<String> before = new ArrayList<>();
    List<String> aliases = new ArrayList<>();
    List<String> soft = new ArrayList<>();
    for (String line : new String(section, StandardCharsets.UTF_8).split("\0")) {
      if (line.startsWith("depends=")) {
        addNames(depends, line.substring("depends=".length()), ",");
      } else if (line.startsWith("softdep=")) {
        soft.add(line.substring("softdep=".length()));
        addSoft(before, soft.getLast());
      } else if (line.startsWith("alias=")) {
        aliases.add(line.substring("alias=".length()));
      }
    }
    return new ModuleInfo(depends, before, aliases, soft);
  }

  /** {@code pre: a b post: c}. */
  private static void addSoft(List<String> names, String text) {
    boolean before = false;
    for (String word : text.strip().split("\\s+")) {
      if (word.endsWith(":")) {
        before = word.equals("pre:");
      } else if (before) {
        names.add(word);
      }
    }
  }

  private static void addNames(List<String> names, String text, String separator) {
    for (String name : text.split(separator)) {
      if (!name.isBlank()) {
        names.add(name.strip());
      }
    }
  }

  private static LayerException bad(String what, String why) {
    return new LayerException("kernel module " + what + " " + why);
  }
}
