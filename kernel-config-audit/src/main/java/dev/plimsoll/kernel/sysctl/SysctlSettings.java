package dev.plimsoll.kernel.sysctl;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.kernel.sysctl.SysctlDump.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The keys of several texts, in the order in which they are applied: as {@code systemd-sysctl} and
 * {@code sysctl --system} have it, the last text that sets a key wins, and a key that is written
 * out goes before one with {@code *}. Immutable and thread-safe.
 */
public final class SysctlSettings {
  private final List<Part> parts;

  /**
   * One key where it holds.
   *
   * @param where {@code file:line}
   */
  public record Setting(String key, Entry entry, String where) {}

  private record Part(String where, SysctlDump dump, List<Glob> globs) {}

  private record Glob(Pattern pattern, Entry entry) {}

  private SysctlSettings(List<Part> parts) {
    this.parts = List.copyOf(parts);
  }

  /** A text and its name. */
  public record Source(String where, Bytes text) {}

  /**
   * Reads texts, the first applied first.
   *
   * @throws FormatException located at a line that is no setting; or when no text has one
   */
  public static SysctlSettings parse(List<Source> sources) throws FormatException {
    List<Part> parts = new ArrayList<>();
    int keys = 0;
    for (Source s : sources) {
      SysctlDump dump =
          sources.size() == 1
              ? SysctlDump.parse(s.where(), s.text())
              : SysctlDump.parseFile(s.where(), s.text());
      keys += dump.size();
      parts.add(new Part(s.where(), dump, globs(dump)));
    }
    if (keys == 0) {
      throw new FormatException(
          sources.isEmpty() ? "sysctl" : sources.getFirst().where(),
          "no sysctl in any of " + sources.size() + " files");
    }
    return new SysctlSettings(parts);
  }

  private static List<Glob> globs(SysctlDump dump) {
    List<Glob> globs = new ArrayList<>();
    new TreeMap<>(dump.entries())
        .forEach(
            (key, entry) -> {
              if (key.indexOf('*') >= 0) {
                globs.add(new Glob(pattern(key), entry));
              }
            });
    return globs;
  }

  /** {@code *} stands for one part of a key. */
  private static Pattern pattern(String key) {
    List<String> parts = List.of(key.split("\\*", -1));
    return Pattern.compile(String.join("[^.]*", parts.stream().map(Pattern::quote).toList()));
  }

  public Optional<Setting> find(String key) {
    for (Part p : parts.reversed()) {
      Optional<Entry> entry = p.dump().find(key);
      if (entry.isPresent()) {
        return Optional.of(setting(key, p, entry.get()));
      }
    }
    if (parts.stream().anyMatch(p -> p.dump().excludes(key))) {
      return Optional.empty();
    }
    for (Part p : parts.reversed()) {
      for (Glob g : p.globs()) {
        if (g.pattern().matcher(key).matches()) {
          return Optional.of(setting(key, p, g.entry()));
        }
      }
    }
    return Optional.empty();
  }

  /** Every key that fits a name with {@code *}, sorted. */
  public List<Setting> findAll(String name) {
    Pattern wanted = pattern(name);
    Map<String, Setting> found = new TreeMap<>();
    for (Part p : parts) {
      p.dump()
          .entries()
          .forEach(
              (key, entry) -> {
                if (key.equals(name) || wanted.matcher(key).matches()) {
                  found.put(key, setting(key, p, entry));
                }
              });
    }
    return List.copyOf(found.values());
  }

  private static Setting setting(String key, Part part, Entry entry) {
    return new Setting(key, entry, part.where() + ":" + entry.line());
  }
}
