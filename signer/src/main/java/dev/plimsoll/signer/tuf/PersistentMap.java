package dev.plimsoll.signer.tuf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** An immutable map by name of which a changed copy costs as much as was changed. */
final class PersistentMap<V> {
  private static final int PER_BUCKET = 4;

  private final List<Map<String, V>> buckets;
  private final int size;

  private PersistentMap(List<Map<String, V>> buckets, int size) {
    this.buckets = buckets;
    this.size = size;
  }

  static <V> PersistentMap<V> of(Map<String, V> entries) {
    int count = Integer.highestOneBit(Math.max(16, entries.size() / PER_BUCKET * 2));
    List<Map<String, V>> buckets = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      buckets.add(new HashMap<>());
    }
    entries.forEach((name, value) -> buckets.get(place(name, count)).put(name, value));
    buckets.replaceAll(Map::copyOf);
    return new PersistentMap<>(buckets, entries.size());
  }

  private static int place(String name, int count) {
    int hash = name.hashCode();
    return (hash ^ (hash >>> 16)) & (count - 1);
  }

  Optional<V> find(String name) {
    return Optional.ofNullable(buckets.get(place(name, buckets.size())).get(name));
  }

  int size() {
    return size;
  }

  Stream<Map.Entry<String, V>> entries() {
    return buckets.stream().flatMap(bucket -> bucket.entrySet().stream());
  }

  /** This map with {@code changed} added or put in the place of what had the name. */
  PersistentMap<V> with(Map<String, V> changed) {
    List<Map<String, V>> next = new ArrayList<>(buckets);
    int added = 0;
    for (Map.Entry<String, V> entry : changed.entrySet()) {
      int place = place(entry.getKey(), next.size());
      Map<String, V> bucket = new HashMap<>(next.get(place));
      if (bucket.put(entry.getKey(), entry.getValue()) == null) {
        added++;
      }
      next.set(place, Map.copyOf(bucket));
    }
    PersistentMap<V> map = new PersistentMap<>(next, size + added);
    return map.size > next.size() * PER_BUCKET * 2 ? map.spread() : map;
  }

  private PersistentMap<V> spread() {
    Map<String, V> all = new HashMap<>();
    entries().forEach(e -> all.put(e.getKey(), e.getValue()));
    return of(all);
  }
}
