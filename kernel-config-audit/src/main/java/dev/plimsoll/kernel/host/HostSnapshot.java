package dev.plimsoll.kernel.host;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonLimits;
import dev.plimsoll.formats.json.JsonReader;
import dev.plimsoll.formats.json.JsonValue;
import dev.plimsoll.formats.json.JsonValue.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One reading of a host, as its collector wrote it. What it says is the word of whoever ran the
 * collector. Immutable; thread-safe.
 */
public final class HostSnapshot {
  public static final String SCHEMA_VERSION = "1";
  public static final String KIND = "HostSnapshot";

  /** Largest snapshot, bytes; one with a distribution's configuration has 400 kB. */
  public static final int MAX_BYTES = 16 << 20;

  private static final JsonReader READER = JsonReader.within(new JsonLimits(MAX_BYTES, 6, 400_000));
  private static final Set<String> MEMBERS =
      Set.of(
          "schemaVersion",
          "kind",
          "collectedAt",
          "kernel",
          "files",
          "unreadable",
          "sysctl",
          "configFrom",
          "config");

  private final String where;
  private final String release;
  private final String machine;
  private final Map<String, List<String>> files;
  private final Set<String> unreadable;
  private final List<String> sysctl;
  private final List<String> config;
  private final String configFrom;

  private HostSnapshot(String where, JsonObject o) throws FormatException {
    this.where = where;
    JsonObject kernel = o.object("kernel");
    this.release = kernel.string("release");
    this.machine = kernel.string("machine");
    this.files = new LinkedHashMap<>();
    for (Map.Entry<String, JsonValue> f : o.object("files").members().entrySet()) {
      files.put(f.getKey(), lines(f.getValue(), f.getKey()));
    }
    this.unreadable = new HashSet<>(texts(o, "unreadable"));
    this.sysctl = texts(o, "sysctl");
    this.config = texts(o, "config");
    this.configFrom = o.findString("configFrom").orElse("");
  }

  /**
   * Reads a snapshot.
   *
   * @param where names the text in messages and findings
   * @throws FormatException when it is no snapshot of schema 1, or has members that this version
   *     does not know
   */
  public static HostSnapshot parse(String where, Bytes text) throws FormatException {
    JsonObject o = READER.parse(where, text).asObject(where);
    try {
      for (String member : o.members().keySet()) {
        if (!MEMBERS.contains(member)) {
          throw new FormatException("unknown member " + FormatException.quote(member));
        }
      }
      if (!o.string("kind").equals(KIND) || !o.string("schemaVersion").equals(SCHEMA_VERSION)) {
        throw new FormatException("wanted kind \"HostSnapshot\", schemaVersion \"1\"");
      }
      return new HostSnapshot(where, o);
    } catch (FormatException e) {
      throw new FormatException(where + ":1:1: not a host snapshot: " + e.getMessage(), e);
    }
  }

  /** How findings name the snapshot. */
  public String where() {
    return where;
  }

  /** {@code uname -r}. */
  public String release() {
    return release;
  }

  /** {@code uname -m}, such as {@code x86_64}. */
  public String machine() {
    return machine;
  }

  /** A fact by the name that rules use; see {@link HostFacts}. */
  public HostFact fact(String name) {
    return HostFacts.find(this, name);
  }

  /** The kernel's command line. */
  public Optional<Bytes> commandLine() {
    return file("/proc/cmdline").map(l -> Bytes.ofUtf8(String.join("\n", l)));
  }

  /** The configuration and where the host had it. */
  public Optional<Bytes> config() {
    return config.isEmpty()
        ? Optional.empty()
        : Optional.of(Bytes.ofUtf8(String.join("\n", config) + "\n"));
  }

  /** {@code /proc/config.gz} or a file; empty when there was none. */
  public String configFrom() {
    return configFrom;
  }

  /** As {@code sysctl -a} would print it; line numbers count the items of {@code sysctl}. */
  public Optional<Bytes> sysctl() {
    if (sysctl.isEmpty()) {
      return Optional.empty();
    }
    StringBuilder text = new StringBuilder();
    Set<String> seen = new HashSet<>();
    for (String line : sysctl) {
      int tab = line.indexOf('\t');
      String key = line.substring(0, tab < 0 ? line.length() : tab);
      if (!seen.add(key)) {
        text.append('\n'); // a further line of a value
      } else if (tab < 0) {
        String dotted = key.replace('.', '\0').replace('/', '.').replace('\0', '/');
        text.append("sysctl: permission denied on key '").append(dotted).append("'\n");
      } else {
        text.append(key).append(" = ").append(line, tab + 1, line.length()).append('\n');
      }
    }
    return Optional.of(Bytes.ofUtf8(text.toString()));
  }

  Optional<List<String>> file(String path) {
    return Optional.ofNullable(files.get(path));
  }

  /** Paths of files that were read and start with {@code prefix}, in the collector's order. */
  List<String> below(String prefix) {
    return files.keySet().stream().filter(p -> p.startsWith(prefix)).toList();
  }

  /** The file was there, and the collector was not allowed to read it. */
  boolean unreadable(String path) {
    return unreadable.contains(path);
  }

  private static List<String> texts(JsonObject o, String member) throws FormatException {
    return o.find(member).isEmpty() ? List.of() : lines(o.require(member), member);
  }

  private static List<String> lines(JsonValue value, String name) throws FormatException {
    if (!(value instanceof JsonValue.JsonArray array)) {
      throw new FormatException(
          FormatException.quote(name) + " is " + value.kind() + ", wanted an array of lines");
    }
    List<String> lines = new ArrayList<>();
    for (JsonValue item : array.items()) {
      lines.add(item.asString("a line of " + FormatException.quote(name)));
    }
    return List.copyOf(lines);
  }
}
