package dev.plimsoll.kernel.config;

import static dev.plimsoll.kernel.config.NameHash.WORDS;

import dev.plimsoll.formats.FormatException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The one pass over the bytes of a configuration. Names are found, hashed and newlines searched
 * eight bytes at a time (SWAR); most values are one byte, so little else is looked at. Used once.
 */
final class ConfigScanner {
  private static final int MAX_PROBLEMS = 100;
  private static final int MAX_HEADER_LINE = 20;
  private static final int MAX_EXPECTED = 1 << 16;
  private static final Pattern HEADER =
      Pattern.compile("# Linux/(\\w{1,20}) (\\d[\\w.+~-]{0,60}) Kernel Configuration\\s*");

  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;
  private static final long EQUALS = ONES * '=';
  private static final long SPACES = ONES * ' ';
  private static final long NEWLINES = ONES * '\n';
  private static final long CONFIG_ = word("CONFIG_\0");
  private static final long CONFIG_MASK = 0x00FFFFFFFFFFFFFFL;
  private static final long HASH_CONFIG = word("# CONFIG");
  private static final long IS_NOT_S = word(" is not ");
  private static final int NOT_SET_LENGTH = " is not set".length();

  /** 1 for bytes that a name must not have. */
  private static final byte[] BAD_IN_NAME = new byte[256];

  static {
    for (int c = 0; c < 256; c++) {
      boolean good =
          c == '_' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
      BAD_IN_NAME[c] = (byte) (good ? 0 : 1);
    }
  }

  private final String where;
  private final byte[] text;
  private final int start;
  private final int end;
  private final OptionTable options;
  private final BitSet conflicts = new BitSet();
  private final List<ConfigProblem> problems = new ArrayList<>();
  private int problemCount;
  private Optional<ConfigHeader> header = Optional.empty();
  private int line;

  ConfigScanner(String where, ConfigText.Plain plain) {
    this.where = where;
    this.text = plain.bytes();
    this.start = plain.start();
    this.end = plain.end();
    this.options = new OptionTable(text, Math.min(MAX_EXPECTED, (end - start) / 24 + 16));
  }

  KernelConfig scan() throws FormatException {
    int p = start;
    while (p < end) {
      line++;
      long first = (long) WORDS.get(text, p);
      if ((first & CONFIG_MASK) == CONFIG_) {
        p = assignment(p);
      } else if (first == HASH_CONFIG) {
        p = notSet(p);
      } else {
        p = other(p);
      }
    }
    if (options.size() == 0) {
      throw new FormatException(
          where + ":1:1",
          "not a kernel configuration: no CONFIG_ line in "
              + (end - start)
              + " bytes"
              + (end > start ? ", found " + quoteLine(start) : ""));
    }
    noteNulByte();
    return new KernelConfig(text, options, conflicts, problems, problemCount, header);
  }

  /**
   * The first NUL byte, unless its line is told of already: no line that Kconfig writes has one.
   */
  private void noteNulByte() {
    int p = start;
    while (p < end && zeroByte((long) WORDS.get(text, p)) == 0) {
      p += 8;
    }
    while (p < end && text[p] != 0) {
      p++;
    }
    if (p < end) {
      line = 1;
      int begin = start;
      for (int i = start; i < p; i++) {
        if (text[i] == '\n') {
          line++;
          begin = i + 1;
        }
      }
      if (problems.stream().noneMatch(known -> known.line() == line)) {
        problem(
            ConfigProblem.Kind.BAD_LINE, "found " + quoteLine(begin) + ", which has a NUL byte");
      }
    }
  }

  /** {@code CONFIG_X=value}; returns where the next line starts. */
  private int assignment(int p) throws FormatException {
    int nameStart = p + 7;
    long hash = NameHash.start();
    int q = nameStart;
    while (true) {
      long w = (long) WORDS.get(text, q);
      long stop = zeroByte(w ^ EQUALS);
      if (stop != 0) {
        int n = Long.numberOfTrailingZeros(stop) & 0x38;
        hash = NameHash.step(hash, w & ((1L << n) - 1));
        q += n >>> 3;
        break;
      }
      hash = NameHash.step(hash, w);
      q += 8;
      if (q - nameStart > OptionName.MAX_LENGTH || q >= end) {
        return bad(p, "an option needs \"=\" and a value");
      }
    }
    int valueStart = q + 1;
    if (!nameIsGood(nameStart, q)) {
      return bad(p, "an option needs \"=\" and a value");
    }
    // most values are one letter
    boolean oneByte = text[valueStart + 1] == '\n' && text[valueStart] > ' ';
    int eol = oneByte ? valueStart + 1 : endOfLine(valueStart);
    int valueEnd = trimmedEnd(valueStart, eol);
    if (valueEnd == valueStart) {
      return bad(p, "an option needs \"=\" and a value");
    }
    add(hash, nameStart, q, valueEnd);
    return eol + 1;
  }

  /** {@code # CONFIG_X is not set}, or another comment; returns where the next line starts. */
  private int notSet(int p) throws FormatException {
    if (text[p + 8] != '_') {
      return endOfLine(p) + 1;
    }
    int nameStart = p + 9;
    long hash = NameHash.start();
    int q = nameStart;
    while (true) {
      long w = (long) WORDS.get(text, q);
      long stop = zeroByte(w ^ SPACES);
      if (stop != 0) {
        int n = Long.numberOfTrailingZeros(stop) & 0x38;
        hash = NameHash.step(hash, w & ((1L << n) - 1));
        q += n >>> 3;
        break;
      }
      hash = NameHash.step(hash, w);
      q += 8;
      if (q - nameStart > OptionName.MAX_LENGTH || q >= end) {
        return endOfLine(p) + 1;
      }
    }
    boolean exact =
        (long) WORDS.get(text, q) == IS_NOT_S
            && text[q + 8] == 's'
            && text[q + 9] == 'e'
            && text[q + 10] == 't'
            && nameIsGood(nameStart, q);
    if (!exact) {
      return endOfLine(p) + 1;
    }
    int after = q + NOT_SET_LENGTH;
    int eol = text[after] == '\n' ? after : endOfLine(after);
    if (trimmedEnd(after, eol) == after) {
      add(hash, nameStart, q, 0);
    }
    return eol + 1;
  }

  /** A comment, a blank line, or a bad one; returns where the next line starts. */
  private int other(int p) {
    int eol = endOfLine(p);
    if (text[p] == '#') {
      if (line <= MAX_HEADER_LINE && header.isEmpty()) {
        header = header(p, eol);
      }
    } else if (trimmedEnd(p, eol) != p) {
      bad(p, "wanted CONFIG_X=value, a comment or a blank line");
    }
    return eol + 1;
  }

  private Optional<ConfigHeader> header(int p, int eol) {
    if (eol - p > 200) {
      return Optional.empty();
    }
    Matcher m = HEADER.matcher(new String(text, p, eol - p, StandardCharsets.UTF_8));
    return m.matches()
        ? Optional.of(new ConfigHeader(m.group(1), m.group(2), line))
        : Optional.empty();
  }

  private void add(long hash, int nameStart, int nameEnd, int valueEnd) throws FormatException {
    int earlier = options.add(hash, nameStart, nameEnd, valueEnd, line);
    if (earlier == -2) {
      throw new FormatException(
          where + ":" + line, "option names made to collide (kernel config reader)");
    }
    if (earlier >= 0) {
      boolean same = sameValue(earlier, nameEnd + 1, valueEnd);
      if (!same) {
        conflicts.set(earlier);
      }
      problem(
          same ? ConfigProblem.Kind.REPEATED : ConfigProblem.Kind.CONFLICT,
          "CONFIG_"
              + new String(text, nameStart, nameEnd - nameStart, StandardCharsets.UTF_8)
              + " stands twice"
              + (same ? "" : " with different values")
              + ", first at line "
              + options.line(earlier));
    }
  }

  private boolean sameValue(int slot, int valueStart, int valueEnd) {
    int start0 = options.nameEnd(slot) + 1;
    int end0 = options.valueEnd(slot);
    boolean off0 = end0 == 0 || (end0 - start0 == 1 && text[start0] == 'n');
    boolean off1 = valueEnd == 0 || (valueEnd - valueStart == 1 && text[valueStart] == 'n');
    return off0 || off1
        ? off0 == off1
        : java.util.Arrays.equals(text, start0, end0, text, valueStart, valueEnd);
  }

  private boolean nameIsGood(int from, int to) {
    int bad = from == to ? 1 : 0;
    for (int i = from; i < to; i++) {
      bad |= BAD_IN_NAME[text[i] & 0xff];
    }
    return bad == 0 && to <= end;
  }

  /** The place of the next newline, or {@link #end}. */
  private int endOfLine(int p) {
    int q = p;
    while (q < end) {
      long found = zeroByte((long) WORDS.get(text, q) ^ NEWLINES);
      if (found != 0) {
        return Math.min(end, q + (Long.numberOfTrailingZeros(found) >>> 3));
      }
      q += 8;
    }
    return end;
  }

  private int trimmedEnd(int from, int eol) {
    int e = Math.min(eol, end);
    while (e > from && (text[e - 1] == '\r' || text[e - 1] == ' ' || text[e - 1] == '\t')) {
      e--;
    }
    return e;
  }

  private int bad(int p, String wanted) {
    problem(ConfigProblem.Kind.BAD_LINE, "found " + quoteLine(p) + ", " + wanted);
    return endOfLine(p) + 1;
  }

  private void problem(ConfigProblem.Kind kind, String message) {
    if (++problemCount <= MAX_PROBLEMS) {
      problems.add(new ConfigProblem(kind, line, message));
    }
  }

  private String quoteLine(int p) {
    int eol = Math.min(endOfLine(p), p + 80);
    return FormatException.quote(
        new String(text, p, eol - p, StandardCharsets.UTF_8).stripTrailing());
  }

  /** The high bit of the first zero byte is exact; bits above it may be set too. */
  private static long zeroByte(long x) {
    return (x - ONES) & ~x & HIGHS;
  }

  private static long word(String eight) {
    return (long) WORDS.get(eight.getBytes(StandardCharsets.US_ASCII), 0);
  }
}
