package dev.plimsoll.image.layer;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.image.store.FileStamp;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Indexes of layers whose content was compared with its digest in this process, as long as their
 * files stay what they were; the least recently used go first. Thread-safe.
 */
final class IndexCache {
  private final long maxWeight;
  private final Map<Digest, Verified> known = new LinkedHashMap<>(16, 0.75f, true);
  private long weight;

  /** {@code maxWeight}: bytes of memory, about. */
  IndexCache(long maxWeight) {
    this.maxWeight = maxWeight;
  }

  private record Verified(FileStamp stamp, LayerIndex index) {}

  /** The index of {@code layer} if its file still looks as {@code now}. */
  synchronized Optional<LayerIndex> find(Digest layer, FileStamp now) {
    return Optional.ofNullable(known.get(layer))
        .filter(v -> v.stamp.equals(now))
        .map(Verified::index);
  }

  synchronized void put(Digest layer, FileStamp stamp, LayerIndex index) {
    Optional<Verified> before = Optional.ofNullable(known.put(layer, new Verified(stamp, index)));
    weight += index.weight() - before.map(v -> v.index.weight()).orElse(0L);
    Iterator<Verified> eldest = known.values().iterator();
    while (weight > maxWeight && eldest.hasNext()) {
      weight -= eldest.next().index.weight();
      eldest.remove();
    }
  }
}
