package dev.plimsoll.kernel.sysctl;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The keys of one text: {@code key = value} lines, comments ({@code #}, {@code ;}), and sysctl's
 * own complaints about keys that it was not allowed to read. The last line of a key wins. Of
 * sysctl.d also: {@code -key = value} (a failure to set it is no error), {@code -key} alone
 * (wildcards leave the key out), keys with {@code *}, and keys whose first separator is a slash, in
 * which dots are part of a name. Immutable and thread-safe.
 */
public final class SysctlDump {
  /** Largest dump in bytes; a machine with 1,300 keys prints 40 kB. */
  public static final int MAX_BYTES = 4 << 20;

  private static final Pattern DENIED =
      Pattern.compile(
          "sysctl: (?:permission denied on|reading) key [\"'`]([^\"'`]{1,200})[\"'`].*");

  private final Map<String, Entry> entries;
  private final Set<String> excluded;

  /** One key of the dump. */
  public sealed interface Entry {
    int line();

    record Value(String value, int line) implements Entry {}

    /** The key exists, but its value could not be read. */
    record Denied(int line) implements Entry {}
  }

  private SysctlDump(Map<String, Entry> entries, Set<String> excluded) {
    this.entries = Map.copyOf(entries);
    this.excluded = Set.copyOf(excluded);
  }

  /**
   * Reads a text that must have a key.
   *
   * @param where names the text in messages
   * @throws FormatException located {@code file:line:1} at a line that is none of the above
   */
  public static SysctlDump parse(String where, Bytes text) throws FormatException {
    SysctlDump dump = parseFile(where, text);
    if (dump.entries.isEmpty()) {
      throw new FormatException(where + ":1:1", "no sysctl: wanted lines \"key = value\"");
    }
    return dump;
  }

  /** As {@link #parse}, but a file of comments alone will do, as they stand in sysctl.d. */
  public static SysctlDump parseFile(String where, Bytes text) throws FormatException {
    if (text.size() > MAX_BYTES) {
      throw new FormatException(
          where + ":1:1",
          text.size() + " bytes of sysctls; the limit is " + MAX_BYTES + " (sysctl reader)");
    }
    Map<String, Entry> entries = new HashMap<>();
    Set<String> excluded = new HashSet<>();
    String all = new String(text.toArray(), StandardCharsets.UTF_8);
    String[] lines = (all.startsWith("\ufeff") ? all.substring(1) : all).split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      line(where, lines[i].strip(), i + 1, entries, excluded);
    }
    return new SysctlDump(entries, excluded);
  }

  private static void line(
      String where, String line, int number, Map<String, Entry> entries, Set<String> excluded)
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
    boolean tolerant = line.startsWith("-");
    String key =
        (equals < 0 ? line : line.substring(0, equals)).substring(tolerant ? 1 : 0).strip();
    boolean whole = equals >= 0 || tolerant;
    if (!whole || key.isEmpty() || key.chars().anyMatch(SysctlDump::notInKey)) {
      throw new FormatException(
          where + ":" + number + ":1",
          "found " + FormatException.quote(line) + ", wanted \"key = value\"");
    }
    if (equals < 0) {
      excluded.add(dotted(key));
      return;
    }
    entries.put(dotted(key), new Entry.Value(line.substring(equals + 1).strip(), number));
  }

  private static boolean notInKey(int c) {
    return Character.isWhitespace(c) || Character.isISOControl(c);
  }

  /** {@code net/ipv4/conf/eth0.5/forwarding} as {@code net.ipv4.conf.eth0/5.forwarding}. */
  static String dotted(String key) {
    int dot = key.indexOf('.');
    int slash = key.indexOf('/');
    if (slash < 0 || dot >= 0 && dot < slash) {
      return key;
    }
    return key.replace('.', '\0').replace('/', '.').replace('\0', '/');
  }

  public Optional<Entry> find(String key) {
    return Optional.ofNullable(entries.get(key));
  }

  /** Every key with a line, those with {@code *} too. */
  Map<String, Entry> entries() {
    return entries;
  }

  /** Whether wildcards of this text leave the key out. */
  boolean excludes(String key) {
    return excluded.contains(key);
  }

  public int size() {
    return entries.size();
  }
}
