package dev.plimsoll.kernel.audit;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.yaml.YamlNode;
import dev.plimsoll.formats.yaml.YamlReader;
import dev.plimsoll.kernel.config.OptionName;
import dev.plimsoll.policy.FieldReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * When kernel options came, went, and under which names: the resource {@code options.yaml} beside
 * this class. Immutable and thread-safe.
 */
final class OptionHistory {
  private static final String RESOURCE = "options.yaml";
  private static final List<String> KEYS =
      List.of("name", "was", "since", "until", "always", "now");
  private static final Entry UNKNOWN =
      new Entry(List.of(), List.of(), List.of(), List.of(), List.of(), "");

  private final Map<String, Entry> entries;

  /**
   * @param was earlier names of the same option
   * @param since releases that brought it: mainline first, then stable branches; empty: unknown
   * @param until releases that no longer have it; empty: still there, or unknown
   * @param always releases from which its effect was built without an option
   * @param successors later names
   * @param now {@code unconditional} when what it did is no longer optional, {@code removed} when
   *     there is nothing left to configure
   */
  record Entry(
      List<OptionName> was,
      List<KernelVersion> since,
      List<KernelVersion> until,
      List<KernelVersion> always,
      List<OptionName> successors,
      String now) {
    boolean tooOld(KernelVersion v) {
      return !since.isEmpty() && !reached(since, v);
    }

    boolean gone(KernelVersion v) {
      return !until.isEmpty() && reached(until, v);
    }

    boolean alwaysBuilt(KernelVersion v) {
      return !always.isEmpty() && reached(always, v);
    }

    boolean unconditionalNow() {
      return now.equals("unconditional");
    }
  }

  private OptionHistory(Map<String, Entry> entries) {
    this.entries = Map.copyOf(entries);
  }

  /** The table that comes with this version of the program. */
  static OptionHistory shipped() {
    try (InputStream in =
        Objects.requireNonNull(OptionHistory.class.getResourceAsStream(RESOURCE), RESOURCE)) {
      return parse(RESOURCE, Bytes.copyOf(in.readAllBytes()));
    } catch (IOException | FormatException e) {
      throw new IllegalStateException("the program's own " + RESOURCE + " is broken", e);
    }
  }

  static OptionHistory parse(String file, Bytes text) throws FormatException {
    FieldReader top = FieldReader.of(YamlReader.parse(file, text), "the table", List.of("options"));
    Map<String, Entry> entries = new HashMap<>();
    Map<String, List<OptionName>> successors = new HashMap<>();
    Map<String, List<KernelVersion>> renamed = new HashMap<>();
    for (YamlNode node : top.list("options")) {
      FieldReader o = FieldReader.of(node, "an option", KEYS);
      String name = OptionName.of(o.string("name")).toString();
      List<OptionName> was = o.strings("was").stream().map(OptionName::of).toList();
      List<KernelVersion> since = versions(o, "since");
      for (OptionName old : was) {
        successors.computeIfAbsent(old.toString(), k -> new ArrayList<>()).add(OptionName.of(name));
        renamed.put(old.toString(), since);
      }
      entries.put(
          name,
          new Entry(
              was,
              since,
              versions(o, "until"),
              versions(o, "always"),
              List.of(),
              o.findString("now").orElse("")));
    }
    successors.forEach(
        (old, names) -> {
          Entry e = entries.getOrDefault(old, UNKNOWN);
          List<KernelVersion> until =
              e.until().isEmpty() ? renamed.getOrDefault(old, List.of()) : e.until();
          entries.put(old, new Entry(e.was(), e.since(), until, e.always(), names, e.now()));
        });
    return new OptionHistory(entries);
  }

  private static List<KernelVersion> versions(FieldReader o, String key) throws FormatException {
    List<KernelVersion> versions = new ArrayList<>();
    for (String text : o.strings(key)) {
      versions.add(KernelVersion.parse(text));
    }
    return versions;
  }

  Entry of(OptionName option) {
    return Optional.ofNullable(entries.get(option.toString())).orElse(UNKNOWN);
  }

  /** Mainline's first release, or on a stable branch of the list at least that release. */
  private static boolean reached(List<KernelVersion> releases, KernelVersion v) {
    if (v.compareTo(releases.getFirst()) >= 0) {
      return true;
    }
    for (KernelVersion branch : releases) {
      if (v.sameBranch(branch)) {
        return v.compareTo(branch) >= 0;
      }
    }
    return false;
  }
}
