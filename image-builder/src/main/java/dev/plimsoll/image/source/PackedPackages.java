package dev.plimsoll.image.source;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.oci.Descriptor;
import dev.plimsoll.image.store.ContentStore;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Remembers which layer a package archive became, so that a service unpacks and packs a kernel of a
 * hundred megabytes once and not for every build. Kept in memory alone: on disk it would be a claim
 * that nobody could check. Thread-safe.
 */
public final class PackedPackages {
  private static final int MAX = 512;

  private final Map<Digest, Descriptor> layers =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Digest, Descriptor> eldest) {
          return size() > MAX;
        }
      };

  /** The layer of {@code archive}, if it is known and {@code store} still has it. */
  synchronized Optional<Descriptor> find(Digest archive, ContentStore store) throws IOException {
    Optional<Descriptor> known = Optional.ofNullable(layers.get(archive));
    return known.isPresent() && store.find(known.get().digest()).isPresent()
        ? known
        : Optional.empty();
  }

  synchronized void remember(Digest archive, Descriptor layer) {
    layers.put(archive, layer);
  }
}
