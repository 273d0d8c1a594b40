package dev.plimsoll.server.ui;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.pipeline.BootVerdictRow;
import dev.plimsoll.pipeline.RunId;
import dev.plimsoll.pipeline.RunStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The tables in maps. */
final class MemoryStore implements RunStore {
  private final Map<RunId, RunRow> runs = new TreeMap<>();
  private final Map<Digest, ImageRow> images = new TreeMap<>();
  private final List<ReleaseRow> releases = new ArrayList<>();
  private final List<RevocationRow> revocations = new ArrayList<>();
  private final List<BootVerdictRow> verdicts = new ArrayList<>();
  private long position;

  @Override
  public long position() {
    return position;
  }

  @Override
  public void save(long number, Changes changes) {
    changes.run().ifPresent(r -> runs.put(r.id(), r));
    changes.image().ifPresent(i -> images.put(i.digest(), i));
    changes.release().ifPresent(releases::add);
    changes.revocation().ifPresent(revocations::add);
    position = number;
  }

  @Override
  public List<RunRow> runs(Optional<RunId> before, int limit) {
    return runs.values().stream()
        .sorted(Comparator.comparing(RunRow::id).reversed())
        .limit(limit)
        .toList();
  }

  @Override
  public Optional<RunRow> run(RunId id) {
    return Optional.ofNullable(runs.get(id));
  }

  @Override
  public Optional<RunRow> findRunByKey(String idempotencyKey) {
    return Optional.empty();
  }

  @Override
  public List<RunId> inFlight() {
    return List.of();
  }

  @Override
  public List<ImageRow> images(Optional<RunId> before, int limit) {
    return before.isPresent() ? List.of() : List.copyOf(images.values());
  }

  @Override
  public Optional<ImageRow> image(Digest digest) {
    return Optional.ofNullable(images.get(digest));
  }

  @Override
  public List<ReleaseRow> releases() {
    return List.copyOf(releases);
  }

  @Override
  public List<RevocationRow> revocations() {
    return List.copyOf(revocations);
  }

  @Override
  public void addVerdicts(Digest batch, List<BootVerdictRow> rows) {
    for (BootVerdictRow r : rows) {
      verdicts.add(
          new BootVerdictRow(
              verdicts.size() + 1,
              r.time(),
              r.host(),
              r.image(),
              r.verdict(),
              r.reasons(),
              r.count()));
    }
  }

  @Override
  public List<BootVerdictRow> verdicts(Optional<Digest> image, long after, int limit) {
    return verdicts.stream()
        .filter(v -> v.number() > after)
        .filter(v -> image.isEmpty() || v.image().equals(image.get()))
        .limit(limit)
        .toList();
  }
}
