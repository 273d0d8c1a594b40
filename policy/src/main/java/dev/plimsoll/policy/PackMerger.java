package dev.plimsoll.policy;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.json.JsonValue.JsonArray;
import dev.plimsoll.formats.json.JsonWriter;
import dev.plimsoll.policy.PackSource.PackFile;
import dev.plimsoll.policy.PolicyDocument.Extension;
import dev.plimsoll.policy.PolicyDocument.Word;
import dev.plimsoll.policy.RuleMerge.Group;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Puts a policy together with the packs that it extends, and with those that they extend. For one
 * load; not thread-safe. A pack that is reached in two ways is read once.
 */
final class PackMerger {
  /** Longest chain of packs that extend each other. */
  static final int MAX_DEPTH = 8;

  /** Most packs that one policy may reach. */
  static final int MAX_PACKS = 64;

  private final PackSource source;
  private final Map<String, Policy> merged = new HashMap<>();
  private final Map<String, String> keysOfNames = new HashMap<>();
  private final Deque<PackFile> open = new ArrayDeque<>();

  PackMerger(PackSource source) {
    this.source = source;
  }

  /**
   * @throws FormatException located in the file that is wrong
   */
  Policy merge(PackFile file) throws FormatException, IOException {
    Optional<Policy> known = Optional.ofNullable(merged.get(file.key()));
    if (known.isPresent()) {
      return known.get();
    }
    open.addLast(file);
    Policy policy = fresh(file);
    open.removeLast();
    merged.put(file.key(), policy);
    return policy;
  }

  private Policy fresh(PackFile file) throws FormatException, IOException {
    PolicyDocument d = file.document();
    Optional<String> namesake = Optional.ofNullable(keysOfNames.put(d.name(), file.key()));
    if (namesake.isPresent() && !namesake.get().equals(file.key())) {
      throw FieldReader.error(
          d.at(),
          "a second policy is named "
              + FormatException.quote(d.name())
              + ", the other is "
              + namesake.get());
    }
    List<Rule> own = d.rules();
    List<Digest> digests = new ArrayList<>(List.of(d.digest()));
    if (d.controlMap().isPresent()) {
      ControlMap map = source.controlMap(d.controlMap().get(), file);
      digests.add(map.digest());
      own = own.stream().map(map::apply).toList();
    }
    Set<String> requires = new LinkedHashSet<>(d.requires());
    List<Group> groups = new ArrayList<>(List.of(new Group(d.name(), d.at(), own)));
    for (Extension e : d.extensions()) {
      Policy pack = extended(e.pack(), file);
      digests.add(pack.ref().digest());
      requires.addAll(pack.requires());
      groups.add(new Group(pack.ref().name(), e.pack().at(), Selections.of(e.selection(), pack)));
    }
    List<Rule> rules = new RuleMerge(d, Precedences.sort(d, groups)).rules();
    if (rules.size() > PolicyParser.MAX_RULES) {
      throw FieldReader.error(
          d.at(),
          rules.size() + " rules with those of the packs; the limit is " + PolicyParser.MAX_RULES);
    }
    return new Policy(
        d.ref(digest(digests)), d.title(), d.owner(), d.target(), List.copyOf(requires), rules);
  }

  private Policy extended(Word pack, PackFile from) throws FormatException, IOException {
    PackFile file = source.find(pack, from);
    boolean cycle = open.stream().anyMatch(f -> f.key().equals(file.key()));
    if (cycle) {
      throw FieldReader.error(pack.at(), "packs extend each other in a circle: " + circle(file));
    }
    if (open.size() >= MAX_DEPTH) {
      throw FieldReader.error(
          pack.at(), "packs extend each other more than " + MAX_DEPTH + " deep");
    }
    if (merged.size() >= MAX_PACKS) {
      throw FieldReader.error(pack.at(), "more than " + MAX_PACKS + " packs");
    }
    if (file.document().target() != from.document().target()) {
      throw FieldReader.error(
          pack.at(),
          "pack "
              + FormatException.quote(file.document().name())
              + " is for target "
              + file.document().target().wire()
              + ", this policy for "
              + from.document().target().wire());
    }
    return merge(file);
  }

  private String circle(PackFile again) {
    List<String> names = new ArrayList<>();
    for (PackFile f : open) {
      if (!names.isEmpty() || f.key().equals(again.key())) {
        names.add(f.document().name());
      }
    }
    names.add(again.document().name());
    return String.join(" -> ", names);
  }

  /** The document's own when it stands alone; else the digest of all digests, in order. */
  private static Digest digest(List<Digest> parts) {
    return parts.size() == 1
        ? parts.getFirst()
        : JsonWriter.canonical(JsonArray.ofStrings(parts.stream().map(Digest::toString).toList()))
            .digest();
  }
}
