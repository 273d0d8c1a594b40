package dev.plimsoll.pipeline;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.pipeline.RunStore.ImageRow;
import dev.plimsoll.pipeline.RunStore.ReleaseRow;
import dev.plimsoll.pipeline.RunStore.RevocationRow;
import dev.plimsoll.verifier.boot.BootSnapshot;
import dev.plimsoll.verifier.boot.BootSnapshot.PublishedImage;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Holds the snapshot that boot verdicts rest on and swaps it whole. Reading is one volatile read,
 * fit for an event loop.
 */
public final class BootSnapshots {
  private static final int PAGE = 500; // images

  private final ReleaseGate gate;
  private volatile BootSnapshot current = BootSnapshot.empty();

  /**
   * @param gate which releases count
   */
  public BootSnapshots(ReleaseGate gate) {
    this.gate = gate;
  }

  public BootSnapshot current() {
    return current;
  }

  /** Reads all published images, releases and revocations; blocking. */
  public synchronized void rebuild(RunStore store) throws IOException {
    Map<Digest, PublishedImage> images = new HashMap<>();
    Optional<RunId> before = Optional.empty();
    List<ImageRow> page;
    do {
      page = store.images(before, PAGE);
      for (ImageRow row : page) {
        images.putIfAbsent(
            row.digest(), new PublishedImage(row.digest(), row.rootHash(), row.policy(), true));
        before = Optional.of(row.run());
      }
    } while (page.size() == PAGE);
    Set<Digest> revoked = new HashSet<>();
    long epoch = 0;
    for (RevocationRow r : store.revocations()) {
      revoked.add(r.image());
      epoch = Math.max(epoch, r.epoch());
    }
    Set<Digest> policies =
        images.values().stream().map(i -> i.policy().digest()).collect(Collectors.toSet());
    // Only those that published metadata bear out: one that waits for its pointer retires nothing.
    List<ReleaseRow> releases = gate.holding(store.releases(), policies);
    current = new BootSnapshot(images, revoked, pointers(releases), epoch);
  }

  /**
   * What each role's pointer names: the images of all statements with the role's highest epoch and
   * minimum version. Raising either retires what was released before; equal ones stand side by
   * side. Hosts compare in the same way with the last statement that they saw.
   */
  static Map<String, Map<Digest, String>> pointers(List<ReleaseRow> releases) {
    Map<String, ReleaseRow> newest = new HashMap<>();
    for (ReleaseRow r : releases) {
      newest.put(r.role(), r);
    }
    Map<String, Map<Digest, String>> pointers = new HashMap<>();
    for (ReleaseRow r : releases) {
      ReleaseRow last = newest.getOrDefault(r.role(), r);
      if (r.epoch() == last.epoch() && r.minVersion() == last.minVersion()) {
        pointers.computeIfAbsent(r.role(), k -> new HashMap<>()).put(r.image(), r.statement());
      }
    }
    pointers.replaceAll((role, images) -> Map.copyOf(images));
    return pointers;
  }
}
