package dev.plimsoll.kernel.sysctl;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The keys of a dump: {@code key = value} lines, comments ({@code #}, {@code ;}), and sysctl's own
 * complaints about keys that it was not allowed to read. The last line of a key wins. Immutable and
 * thread-safe.
 */
public final class SysctlDump {
  /** Largest dump in bytes; a machine with 1,300 keys prints 40 kB. */
  public static final int MAX_BYTES = 4 << 20;

  private static final Pattern DENIED =
      Pattern.compile(
          "sysctl: (?:permission denied on|reading) key [\"'`]([^\"'`]{1,200})[\"'`].*");

  private final Map<String, Entry> entries;

  /** One key of the dump. */
  public sealed interface Entry {
    int line();

    record Value(String value, int line) implements Entry {}

    /** The key exists, but its value could not be read. */
    record Denied(int line) implements Entry {}
  }

  private SysctlDump(Map<String, Entry> entries) {
    this.entries = Map.copyOf(entries);
  }

  /**
   * @param where names the text in messages
   * @throws FormatException located {@code file:line:1} at a line that is none of the above
   */
  public static SysctlDump parse(String where, Bytes text) throws FormatException {
    if (text.size() > MAX_BYTES) {
      throw new FormatException(
          where, text.size() + " bytes of sysctls; the limit is " + MAX_BYTES + " (sysctl reader)");
    }
    Map<String, Entry> entries = new HashMap<>();
    String[] lines = new String(text.toArray(), StandardCharsets.UTF_8).split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      line(where, lines[i].strip(), i + 1, entries);
    }
    if (entries.isEmpty()) {
      throw new FormatException(where + ":1:1", "no sysctl: wanted lines \"key = value\"");
    }
    return new SysctlDump(entries);
  }

  private static void line(String where, String line, int number, Map<String, Entry> entries)
      throws FormatException {
    if (line.isEmpty() || line.startsWith("#") || line.startsWith(";")) {
      return;
    }
    if (line.startsWith("sysctl: ")) {
      Matcher m = DENIED.matcher(line);
      if (m.matches()) {
        entries.putIfAbsent(m.group(1), new Entry.Denied(number));
      }
      return;
    }
    int equals = line.indexOf('=');
    String key = equals < 0 ? "" : line.substring(0, equals).strip();
    if (key.startsWith("-")) {
      key = key.substring(1).strip();
    }
    if (key.isEmpty() || key.chars().anyMatch(Character::isWhitespace)) {
      throw new FormatException(
          where + ":" + number + ":1",
          "found " + FormatException.quote(line) + ", wanted \"key = value\"");
    }
    entries.put(key, new Entry.Value(line.substring(equals + 1).strip(), number));
  }

  public Optional<Entry> find(String key) {
    return Optional.ofNullable(entries.get(key));
  }

  public int size() {
    return entries.size();
  }
}
