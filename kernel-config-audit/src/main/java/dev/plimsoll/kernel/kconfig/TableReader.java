package dev.plimsoll.kernel.kconfig;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.kernel.kconfig.Expressions.Op;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Reads {@link TableFormat}. Prompts are unpacked when the first one is asked for. Stateless. */
public final class TableReader {
  private static final int MAX_COUNT = 1 << 22;

  private TableReader() {}

  /**
   * @param where names the table in messages
   * @throws FormatException when it is no table, damaged, or of another version
   */
  public static SymbolTable read(String where, Bytes table) throws FormatException {
    try {
      return read(table.toArray());
    } catch (FormatException e) {
      throw new FormatException(where, "Kconfig table: " + e.getMessage());
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new FormatException(where + ": Kconfig table: broken inside", e);
    }
  }

  /** Only the version of the kernel, without reading the rest. */
  static String version(String where, Bytes table) throws FormatException {
    try {
      return head(sections(table.toArray())[TableFormat.HEAD].plain()).version();
    } catch (FormatException e) {
      throw new FormatException(where, "Kconfig table: " + e.getMessage());
    }
  }

  private record Head(
      String version,
      Set<KconfigArch> archs,
      int symbols,
      int expressions,
      int choices,
      int prompts) {}

  private record Section(byte[] file, int from, int packed, int length) {
    byte[] plain() throws FormatException {
      Inflater inflater = new Inflater(true);
      try {
        inflater.setInput(file, from, packed);
        byte[] out = new byte[length];
        int n = 0;
        while (n < length) {
          int more = inflater.inflate(out, n, length - n);
          if (more == 0) {
            throw new FormatException("a section is shorter than it says");
          }
          n += more;
        }
        return out;
      } catch (DataFormatException e) {
        throw new FormatException("a section is damaged", e);
      } finally {
        inflater.end();
      }
    }
  }

  private static Section[] sections(byte[] file) throws FormatException {
    int start = TableFormat.MAGIC_BYTES.length;
    if (file.length < start + TableFormat.CHECK_LENGTH
        || !Arrays.equals(file, 0, start, TableFormat.MAGIC_BYTES, 0, start)) {
      throw new FormatException("not a table of version 1");
    }
    if (file.length > TableFormat.MAX_FILE) {
      throw new FormatException(
          file.length + " bytes; the limit is " + TableFormat.MAX_FILE + " (table reader)");
    }
    int at = start + TableFormat.CHECK_LENGTH;
    byte[] sum = TableWriter.checkSum(file, at);
    if (!Arrays.equals(sum, 0, sum.length, file, start, at)) {
      throw new FormatException("its check sum is wrong: damaged");
    }
    Section[] sections = new Section[TableFormat.SECTIONS];
    ByteBuffer in = ByteBuffer.wrap(file);
    for (int i = 0; i < sections.length; i++) {
      if (at + 8 > file.length) {
        throw new FormatException("it ends early");
      }
      int length = in.getInt(at);
      int packed = in.getInt(at + 4);
      at += 8;
      if (length < 0
          || length > TableFormat.MAX_SECTION
          || packed < 0
          || packed > file.length - at) {
        throw new FormatException("a section of " + length + " bytes in " + packed);
      }
      sections[i] = new Section(file, at, packed, length);
      at += packed;
    }
    return sections;
  }

  private static SymbolTable read(byte[] file) throws FormatException {
    Section[] sections = sections(file);
    Head head = head(sections[TableFormat.HEAD].plain());
    TextTable names = strings(sections[TableFormat.NAMES].plain());
    TextTable texts = strings(sections[TableFormat.TEXTS].plain());
    if (names.size() != head.symbols()) {
      throw new FormatException("another number of names than of symbols");
    }
    Expressions expressions =
        expressions(sections[TableFormat.EXPRESSIONS].plain(), head, texts.size());
    DefinitionReader reader =
        new DefinitionReader(
            parts(sections[TableFormat.DEFINITIONS].plain(), DefinitionColumns.COUNT),
            new DefinitionReader.Limits(
                head.symbols(), texts.size(), head.expressions(), head.choices(), head.prompts()));
    Definition[][] definitions = reader.definitions();
    Choice[] choices = reader.choices();
    Section packedPrompts = sections[TableFormat.PROMPTS];
    return new SymbolTable(
        head.version(),
        head.archs(),
        new NameTable(names),
        texts,
        new Prompts(packedPrompts, head.prompts()),
        expressions,
        definitions,
        choices);
  }

  /** Unpacked at the first question. Thread-safe. */
  private static final class Prompts implements Supplier<TextTable> {
    private final Section section;
    private final int count;
    private Optional<TextTable> table = Optional.empty();

    Prompts(Section section, int count) {
      this.section = section;
      this.count = count;
    }

    @Override
    public synchronized TextTable get() {
      if (table.isEmpty()) {
        try {
          TextTable read = strings(section.plain());
          table = Optional.of(read.size() == count ? read : TextTable.of(unreadable()));
        } catch (FormatException e) {
          table = Optional.of(TextTable.of(unreadable()));
        }
      }
      return table.get();
    }

    /** Prompts are words for people alone: without them, everything else still holds. */
    private List<String> unreadable() {
      return Collections.nCopies(count, "?");
    }
  }

  private static Head head(byte[] plain) throws FormatException {
    Column c = new Column(plain);
    byte[] version = new byte[c.get(65)];
    for (int i = 0; i < version.length; i++) {
      version[i] = (byte) c.get(256);
    }
    int bits = c.get();
    Set<KconfigArch> archs = EnumSet.noneOf(KconfigArch.class);
    for (KconfigArch a : KconfigArch.values()) {
      if ((bits & a.bit()) != 0) {
        archs.add(a);
      }
    }
    return new Head(
        new String(version, StandardCharsets.UTF_8),
        archs,
        c.get(MAX_COUNT),
        c.get(MAX_COUNT),
        c.get(MAX_COUNT),
        c.get(MAX_COUNT));
  }

  private static TextTable strings(byte[] plain) throws FormatException {
    byte[][] parts = parts(plain, 2);
    Column lengths = new Column(parts[0]);
    int[] ends = new int[lengths.get(Math.min(MAX_COUNT, parts[0].length))];
    int total = 0;
    for (int i = 0; i < ends.length; i++) {
      total += lengths.get(parts[1].length - total + 1);
      ends[i] = total;
    }
    return new TextTable(parts[1], ends);
  }

  static byte[][] parts(byte[] joined, int count) throws FormatException {
    byte[][] parts = new byte[count][];
    int at = 4 * count;
    if (joined.length < at) {
      throw new FormatException("a section without its columns");
    }
    ByteBuffer in = ByteBuffer.wrap(joined);
    for (int i = 0; i < count; i++) {
      int length = in.getInt(4 * i);
      if (length < 0 || length > joined.length - at) {
        throw new FormatException("a column longer than its section");
      }
      parts[i] = Arrays.copyOfRange(joined, at, at + length);
      at += length;
    }
    return parts;
  }

  private static Expressions expressions(byte[] plain, Head head, int texts)
      throws FormatException {
    byte[][] parts = parts(plain, 2);
    Column ops = new Column(parts[0]);
    Column operands = new Column(parts[1]);
    int n = head.expressions();
    if (n == 0 || n > parts[0].length) {
      throw new FormatException("another number of expressions than it says");
    }
    byte[] op = new byte[n];
    int[] left = new int[n];
    int[] right = new int[n];
    int lastSymbol = 0;
    for (int i = 0; i < n; i++) {
      op[i] = (byte) ops.get(Op.count());
      Op o = Op.at(op[i]);
      switch (o) {
        case SYMBOL -> {
          left[i] = Column.checked(lastSymbol + operands.getSigned(), head.symbols());
          lastSymbol = left[i];
        }
        case CONSTANT, PROBE -> left[i] = operands.get(texts);
        default -> {
          left[i] = earlier(i, operands.get());
          right[i] = o == Op.NOT ? 0 : earlier(i, operands.get());
        }
      }
    }
    return new Expressions(op, left, right);
  }

  private static int earlier(int number, int back) throws FormatException {
    if (back < 1 || back > number) {
      throw new FormatException("an expression made of a later one");
    }
    return number - back;
  }
}
