package dev.plimsoll.image.cache;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.image.store.ContentStore;
import dev.plimsoll.image.store.StoreDirectory;
import dev.plimsoll.image.store.StoreDirectory.Blob;
import dev.plimsoll.image.store.StoreDirectory.Note;
import dev.plimsoll.image.store.StoreDirectory.Use;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the store has: components with all that belongs to them and was made of them, and the rest.
 *
 * @param components by name; they may share blobs
 * @param otherBlobs that belong to no component: parts of built images, segments, evidence
 */
public record CacheList(List<Component> components, int otherBlobs, long otherBytes, long bytes) {
  public CacheList {
    components = List.copyOf(components);
  }

  /** One component, with its manifest or archive. */
  public record Component(String what, Digest root, long bytes, Instant lastUse) {}

  public static CacheList of(ContentStore store, StoreDirectory directory) throws IOException {
    Map<Digest, Long> others = new TreeMap<>();
    for (Blob blob : directory.blobs()) {
      others.put(blob.digest(), blob.size());
    }
    Map<Digest, Long> sizes = Map.copyOf(others);
    List<Note> notes = directory.notes();
    List<Component> components = new ArrayList<>();
    for (Use use : directory.uses()) {
      Set<Digest> all = new Reach(store).closure(Set.of(use.root()));
      for (Note note : notes) {
        if (all.contains(note.input())) {
          all.add(note.output());
        }
      }
      long bytes = all.stream().mapToLong(d -> sizes.getOrDefault(d, 0L)).sum();
      components.add(new Component(use.what(), use.root(), bytes, use.last()));
      others.keySet().removeAll(all);
    }
    components.sort(Comparator.comparing(Component::what).thenComparing(Component::root));
    return new CacheList(
        components,
        others.size(),
        others.values().stream().mapToLong(Long::longValue).sum(),
        sizes.values().stream().mapToLong(Long::longValue).sum());
  }
}
