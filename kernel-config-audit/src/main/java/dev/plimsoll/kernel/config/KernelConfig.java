package dev.plimsoll.kernel.config;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * A kernel configuration, read in one pass. Immutable and thread-safe.
 *
 * <p>Accepted: plain or gzip, LF or CRLF, a UTF-8 byte order mark. An option that stands twice with
 * different values is {@linkplain #conflicting conflicting}: nobody can say what was built.
 */
public final class KernelConfig {
  /** Largest input, packed or not, in bytes. */
  public static final int MAX_INPUT = 4 << 20;

  /** Largest text after unpacking, in bytes. */
  public static final int MAX_INFLATED = 64 << 20;

  private static final String[] SHORT = new String[128];

  static {
    for (char c = 0; c < SHORT.length; c++) {
      SHORT[c] = String.valueOf(c);
    }
  }

  private final byte[] text;
  private final OptionTable options;
  private final BitSet conflicts;
  private final List<ConfigProblem> problems;
  private final int problemCount;
  private final Optional<ConfigHeader> header;

  KernelConfig(
      byte[] text,
      OptionTable options,
      BitSet conflicts,
      List<ConfigProblem> problems,
      int problemCount,
      Optional<ConfigHeader> header) {
    this.text = text;
    this.options = options;
    this.conflicts = conflicts;
    this.problems = List.copyOf(problems);
    this.problemCount = problemCount;
    this.header = header;
  }

  /**
   * @param where names the text in messages and findings
   * @throws FormatException when this is no kernel configuration at all: too large, damaged gzip,
   *     not one option. Single bad lines are {@link #problems}.
   */
  public static KernelConfig parse(String where, Bytes input) throws FormatException {
    return new ConfigScanner(where, ConfigText.of(where, input)).scan();
  }

  /** A handle on the line of an option, or -1 when the configuration has none. */
  public int find(OptionName name) {
    return options.find(name);
  }

  /** Whether the line gives a value; {@code =n} and "is not set" do not. */
  public boolean isSet(int slot) {
    int end = options.valueEnd(slot);
    int start = options.nameEnd(slot) + 1;
    return end > 0 && !(end - start == 1 && text[start] == 'n');
  }

  /** The value without quotes; {@code "n"} when it is not set. */
  public String value(int slot) {
    int start = options.nameEnd(slot) + 1;
    int end = options.valueEnd(slot);
    if (end == 0) {
      return "n";
    }
    if (end - start == 1 && text[start] >= 0) {
      return SHORT[text[start]];
    }
    if (end - start >= 2 && text[start] == '"' && text[end - 1] == '"') {
      return unquoted(start + 1, end - 1);
    }
    return new String(text, start, end - start, StandardCharsets.UTF_8);
  }

  private String unquoted(int start, int end) {
    String raw = new String(text, start, end - start, StandardCharsets.UTF_8);
    return raw.indexOf('\\') < 0 ? raw : raw.replaceAll("\\\\(.)", "$1");
  }

  /** With {@code CONFIG_}; slots count from 0 to {@link #size}, in file order. */
  public String name(int slot) {
    int start = options.nameStart(slot);
    return OptionName.PREFIX
        + new String(text, start, options.nameEnd(slot) - start, StandardCharsets.US_ASCII);
  }

  /** Counted from 1. */
  public int line(int slot) {
    return options.line(slot);
  }

  public boolean conflicting(int slot) {
    return conflicts.get(slot);
  }

  /** How many different options have a line. */
  public int size() {
    return options.size();
  }

  /** The first 100 problems, in file order. */
  public List<ConfigProblem> problems() {
    return problems;
  }

  public int problemCount() {
    return problemCount;
  }

  public Optional<ConfigHeader> header() {
    return header;
  }

  /** The value of {@code name}; empty when the option has no line or is not set. */
  public Optional<String> findValue(String name) {
    int slot = find(OptionName.of(name));
    return slot >= 0 && isSet(slot) ? Optional.of(value(slot)) : Optional.empty();
  }
}
