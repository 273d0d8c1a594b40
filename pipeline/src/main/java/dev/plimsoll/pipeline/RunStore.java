package dev.plimsoll.pipeline;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.boot.BootVerdict.PolicyId;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

/**
 * Tables for lists and lookups, made from the event log by {@link Projection} and rebuildable from
 * it; boot verdict rows alone live only here. Blocking; thread-safe; durable on return.
 */
public interface RunStore {
  /**
   * A run in one line.
   *
   * @param reason why it was rejected, failed or cancelled; else empty
   */
  record RunRow(
      RunId id,
      String name,
      RunStatus status,
      Optional<Digest> image,
      Optional<String> verdict,
      String reason,
      Instant requestedAt,
      Instant changedAt,
      Optional<String> idempotencyKey) {}

  /** A published image. */
  record ImageRow(
      Digest digest,
      String name,
      String rootHash,
      long hashOffset,
      String commandLine,
      String kernelRelease,
      String role,
      PolicyId policy,
      RunId run,
      Digest decision,
      Digest signatures,
      Instant publishedAt) {}

  /** A release statement that was accepted. */
  record ReleaseRow(
      long number,
      Digest image,
      String role,
      long minVersion,
      long epoch,
      String statement,
      Instant at) {}

  record RevocationRow(Digest image, String reason, long epoch, Instant at) {}

  /** What one event changes; every empty part stays as it is. */
  record Changes(
      Optional<RunRow> run,
      Optional<ImageRow> image,
      Optional<ReleaseRow> release,
      Optional<RevocationRow> revocation) {
    public static Changes none() {
      return new Changes(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    public static Changes of(RunRow run) {
      return new Changes(Optional.of(run), Optional.empty(), Optional.empty(), Optional.empty());
    }
  }

  /** Number of the last event whose changes are saved; 0 at first. */
  long position() throws IOException;

  /**
   * Saves the changes of event {@code number} and the new position in one transaction. Does nothing
   * when {@code number} is not above {@link #position()}.
   */
  void save(long number, Changes changes) throws IOException;

  /** Newest first; {@code before}: only runs with a smaller id. */
  List<RunRow> runs(Optional<RunId> before, int limit) throws IOException;

  Optional<RunRow> run(RunId id) throws IOException;

  Optional<RunRow> findRunByKey(String idempotencyKey) throws IOException;

  /** Runs that are not in a final state, oldest first. */
  List<RunId> inFlight() throws IOException;

  /** By publishing run, newest first; {@code before}: only images of a run with a smaller id. */
  List<ImageRow> images(Optional<RunId> before, int limit) throws IOException;

  Optional<ImageRow> image(Digest digest) throws IOException;

  /** All releases, in the order they were made. */
  List<ReleaseRow> releases() throws IOException;

  List<RevocationRow> revocations() throws IOException;

  /** Stores the rows in one transaction; idempotent by {@code batch}. */
  void addVerdicts(Digest batch, List<BootVerdictRow> rows) throws IOException;

  /** In order of storing, those with a number above {@code after}. */
  List<BootVerdictRow> verdicts(Optional<Digest> image, long after, int limit) throws IOException;

  /**
   * Newest first, at most {@code limit}; of one image or host where given. This walks the whole
   * table: a store that can sort answers it better.
   */
  default List<BootVerdictRow> latestVerdicts(
      Optional<Digest> image, Optional<String> host, int limit) throws IOException {
    ArrayDeque<BootVerdictRow> latest = new ArrayDeque<>();
    long after = 0;
    List<BootVerdictRow> page = verdicts(image, after, Catalog.MAX_PAGE);
    while (!page.isEmpty()) {
      for (BootVerdictRow row : page) {
        if (host.isEmpty() || host.get().equals(row.host())) {
          latest.addFirst(row);
        }
        if (latest.size() > limit) {
          latest.removeLast();
        }
        after = row.number();
      }
      page = verdicts(image, after, Catalog.MAX_PAGE);
    }
    return List.copyOf(latest);
  }
}
