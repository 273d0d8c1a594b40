package dev.plimsoll.pipeline.testing;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.pipeline.BootVerdictRow;
import dev.plimsoll.pipeline.RunId;
import dev.plimsoll.pipeline.RunStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The tables in memory. */
public final class MemoryRunStore implements RunStore {
  private final TreeMap<RunId, RunRow> runs = new TreeMap<>();
  private final Map<Digest, ImageRow> images = new HashMap<>();
  private final List<ReleaseRow> releases = new ArrayList<>();
  private final List<RevocationRow> revocations = new ArrayList<>();
  private final List<BootVerdictRow> verdicts = new ArrayList<>();
  private final Set<Digest> batches = new HashSet<>();
  private long position;
  private Faults faults;

  public MemoryRunStore(Faults faults) {
    this.faults = faults;
  }

  /** From now on. */
  public synchronized void faults(Faults newFaults) {
    this.faults = newFaults;
  }

  @Override
  public synchronized long position() {
    return position;
  }

  @Override
  public synchronized void save(long number, Changes changes) throws IOException {
    if (number <= position) {
      return;
    }
    faults.around(
        "save",
        () -> {
          changes.run().ifPresent(r -> runs.put(r.id(), r));
          changes.image().ifPresent(i -> images.put(i.digest(), i));
          changes.release().ifPresent(releases::add);
          changes.revocation().ifPresent(revocations::add);
          position = number;
          return number;
        });
  }

  @Override
  public synchronized List<RunRow> runs(Optional<RunId> before, int limit) {
    return runs.descendingMap().values().stream()
        .filter(r -> before.isEmpty() || r.id().compareTo(before.get()) < 0)
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized Optional<RunRow> run(RunId id) {
    return Optional.ofNullable(runs.get(id));
  }

  @Override
  public synchronized Optional<RunRow> findRunByKey(String idempotencyKey) {
    return runs.values().stream()
        .filter(r -> r.idempotencyKey().equals(Optional.of(idempotencyKey)))
        .findFirst();
  }

  @Override
  public synchronized List<RunId> inFlight() {
    return runs.values().stream().filter(r -> !r.status().isFinal()).map(RunRow::id).toList();
  }

  @Override
  public synchronized List<ImageRow> images(Optional<RunId> before, int limit) {
    return images.values().stream()
        .filter(i -> before.isEmpty() || i.run().compareTo(before.get()) < 0)
        .sorted(Comparator.comparing(ImageRow::run).reversed())
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized Optional<ImageRow> image(Digest digest) {
    return Optional.ofNullable(images.get(digest));
  }

  @Override
  public synchronized List<ReleaseRow> releases() {
    return List.copyOf(releases);
  }

  @Override
  public synchronized List<RevocationRow> revocations() {
    return List.copyOf(revocations);
  }

  @Override
  public synchronized void addVerdicts(Digest batch, List<BootVerdictRow> rows) throws IOException {
    faults.around(
        "add verdicts",
        () -> {
          if (batches.add(batch)) {
            for (BootVerdictRow r : rows) {
              verdicts.add(
                  new BootVerdictRow(
                      verdicts.size() + 1L,
                      r.time(),
                      r.host(),
                      r.image(),
                      r.verdict(),
                      r.reasons(),
                      r.count()));
            }
          }
          return batch;
        });
  }

  @Override
  public synchronized List<BootVerdictRow> verdicts(Optional<Digest> image, long after, int limit) {
    return verdicts.stream()
        .filter(r -> r.number() > after && (image.isEmpty() || r.image().equals(image.get())))
        .limit(limit)
        .toList();
  }
}
