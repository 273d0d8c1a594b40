package dev.plimsoll.image.spec;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.SourcePosition;
import dev.plimsoll.formats.yaml.YamlNode;
import dev.plimsoll.formats.yaml.YamlNode.Entry;
import dev.plimsoll.formats.yaml.YamlNode.ScalarType;
import dev.plimsoll.formats.yaml.YamlNode.YamlList;
import dev.plimsoll.formats.yaml.YamlNode.YamlMap;
import dev.plimsoll.formats.yaml.YamlNode.YamlScalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is done to YAML before it is read as a specification; every node keeps its place. */
final class SpecNodes {
  /** Fields of {@code kernel} that LinuxKit overrides only by something. */
  private static final Set<String> EMPTY_IS_ABSENT = Set.of("image", "cmdline", "binary");

  private SpecNodes() {}

  /** {@code node} with {@code @pkg:} templates resolved. */
  static YamlNode resolved(YamlNode node, PackageTags tags) throws FormatException {
    return switch (node) {
      case YamlScalar s ->
          s.type() == ScalarType.STRING && s.text().startsWith(PackageTags.TEMPLATE)
              ? new YamlScalar(
                  tags.resolve(new Located<>(s.text(), s.at())), ScalarType.STRING, s.at())
              : s;
      case YamlList l -> {
        List<YamlNode> items = new ArrayList<>();
        for (YamlNode item : l.items()) {
          items.add(resolved(item, tags));
        }
        yield new YamlList(items, l.at());
      }
      case YamlMap m -> {
        List<Entry> entries = new ArrayList<>();
        for (Entry e : m.entries()) {
          entries.add(new Entry(e.key(), e.keyAt(), resolved(e.value(), tags)));
        }
        yield new YamlMap(entries, m.at());
      }
    };
  }

  /**
   * Several specifications as one: lists grow, fields of {@code kernel} are overridden one by one,
   * those of {@code trust} add up.
   */
  static YamlMap merged(List<YamlMap> documents) {
    YamlMap sum = documents.getFirst();
    for (YamlMap next : documents.subList(1, documents.size())) {
      sum = merged(sum, next, MergeOf.SPECIFICATION);
    }
    return sum;
  }

  private enum MergeOf {
    SPECIFICATION,
    KERNEL,
    TRUST
  }

  private static YamlMap merged(YamlMap first, YamlMap second, MergeOf kind) {
    Map<String, Entry> sum = new LinkedHashMap<>();
    first.entries().forEach(e -> sum.put(e.key(), e));
    for (Entry e : second.entries()) {
      Optional<Entry> before = Optional.ofNullable(sum.get(e.key()));
      sum.put(e.key(), before.isEmpty() ? e : merged(before.get(), e, kind));
    }
    return new YamlMap(List.copyOf(sum.values()), first.at());
  }

  private static Entry merged(Entry before, Entry later, MergeOf kind) {
    SourcePosition at = before.keyAt();
    if (before.value() instanceof YamlList a && later.value() instanceof YamlList b) {
      return new Entry(before.key(), at, new YamlList(Lists.joined(a.items(), b.items()), a.at()));
    }
    if (before.value() instanceof YamlMap a && later.value() instanceof YamlMap b) {
      MergeOf inner = before.key().equals("kernel") ? MergeOf.KERNEL : MergeOf.TRUST;
      return new Entry(before.key(), at, merged(a, b, inner));
    }
    boolean absent =
        kind == MergeOf.KERNEL
            && EMPTY_IS_ABSENT.contains(later.key())
            && later.value() instanceof YamlScalar s
            && s.text().isEmpty();
    return absent ? before : later;
  }
}
