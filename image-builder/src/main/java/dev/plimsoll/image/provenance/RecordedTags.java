package dev.plimsoll.image.provenance;

import dev.plimsoll.formats.FormatException;
import dev.plimsoll.image.spec.Located;
import dev.plimsoll.image.spec.PackageTags;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers what every {@code @pkg:} template was found to be, so that a rebuild needs no package
 * directory. Thread-safe.
 */
public final class RecordedTags implements PackageTags {
  private final PackageTags inner;
  private final Map<String, String> found = new ConcurrentHashMap<>();

  public RecordedTags(PackageTags inner) {
    this.inner = inner;
  }

  /** Tags that were recorded, and no others. */
  static PackageTags of(SortedMap<String, String> recorded) {
    return template -> {
      String tag = recorded.get(template.value());
      if (tag == null) {
        throw new FormatException(
            template.at().toString(),
            "the provenance does not tell what "
                + FormatException.quote(template.value())
                + " was");
      }
      return tag;
    };
  }

  @Override
  public String resolve(Located<String> template) throws FormatException {
    String tag = inner.resolve(template);
    found.put(template.value(), tag);
    return tag;
  }

  /** What was resolved until now, by template. */
  SortedMap<String, String> found() {
    return Collections.unmodifiableSortedMap(new TreeMap<>(found));
  }
}
