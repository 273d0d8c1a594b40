package dev.plimsoll.policy;

import dev.plimsoll.formats.yaml.YamlNode;
import dev.plimsoll.formats.yaml.YamlNode.YamlList;
import dev.plimsoll.formats.yaml.YamlNode.YamlMap;
import dev.plimsoll.formats.yaml.YamlNode.YamlScalar;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the check of a rule demands of which option, as far as it can be seen without knowing the
 * target: enough to tell that two packs contradict each other. Whether the check is right at all is
 * asked of the {@link CheckEngine} later.
 *
 * @param want canonical
 * @param words {@code want} for people
 * @param archs of {@code when}; empty means every one
 * @param when the whole of it, canonical; empty when there is none
 * @param onlyArchs whether {@code when} says no more than {@code archs}
 */
record Demand(
    String subject,
    String name,
    String want,
    String words,
    Set<String> archs,
    String when,
    boolean onlyArchs) {
  Demand {
    archs = Set.copyOf(archs);
  }

  /** Of a rule with a check; empty for an assertion, which demands nothing of one option. */
  static Optional<Demand> of(Rule rule) {
    if (!(rule.body() instanceof Rule.Check check)) {
      return Optional.empty();
    }
    Optional<String> subject = text(check.keys(), "subject");
    Optional<String> name = text(check.keys(), "name");
    Optional<YamlNode> want = check.keys().find("want");
    if (subject.isEmpty() || name.isEmpty() || want.isEmpty()) {
      return Optional.empty();
    }
    Optional<YamlNode> when = check.keys().find("when");
    Set<String> archs = new TreeSet<>();
    boolean only = true;
    if (when.isPresent() && when.get() instanceof YamlMap map) {
      map.find("arch").ifPresent(a -> collect(a, archs));
      only = !archs.isEmpty() && map.entries().size() == 1;
    }
    return Optional.of(
        new Demand(
            subject.get(),
            name.get(),
            NodeDigest.canonical(want.get()),
            words(want.get()),
            archs,
            when.map(NodeDigest::canonical).orElse(""),
            only));
  }

  /** Whether both cannot stand beside each other, at least on some kernel. */
  boolean contradicts(Demand other) {
    boolean sameOption = subject.equals(other.subject) && name.equals(other.name);
    boolean bothMembers = want.startsWith("{\"lists\":") && other.want.startsWith("{\"lists\":");
    boolean apart =
        !archs.isEmpty()
            && !other.archs.isEmpty()
            && archs.stream().noneMatch(other.archs::contains);
    return sameOption && !want.equals(other.want) && !bothMembers && !apart;
  }

  /** Whether this one applies wherever {@code other} does, as far as can be seen. */
  boolean covers(Demand other) {
    boolean everywhere = when.isEmpty();
    boolean wider = onlyArchs && !other.archs.isEmpty() && archs.containsAll(other.archs);
    return everywhere || when.equals(other.when) || wider;
  }

  private static void collect(YamlNode node, Set<String> texts) {
    switch (node) {
      case YamlScalar s -> texts.add(s.text());
      case YamlList l -> l.items().forEach(i -> collect(i, texts));
      case YamlMap m -> {}
    }
  }

  private static Optional<String> text(YamlMap map, String key) {
    return map.find(key)
        .filter(YamlScalar.class::isInstance)
        .map(YamlScalar.class::cast)
        .map(YamlScalar::text);
  }

  private static String words(YamlNode node) {
    return node instanceof YamlScalar s ? s.text() : NodeDigest.canonical(node).replace("\"", "");
  }
}
