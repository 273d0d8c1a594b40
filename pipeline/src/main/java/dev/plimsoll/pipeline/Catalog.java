package dev.plimsoll.pipeline;

import dev.plimsoll.formats.Bytes;
import dev.plimsoll.formats.Digest;
import dev.plimsoll.formats.FormatException;
import dev.plimsoll.formats.oci.Manifest;
import dev.plimsoll.pipeline.RunStore.ImageRow;
import dev.plimsoll.pipeline.RunStore.RevocationRow;
import dev.plimsoll.pipeline.RunStore.RunRow;
import dev.plimsoll.policy.AuditReport;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Read-only questions about everything that happened, for HTTP, dashboard, reports and command
 * line. Blocking; thread-safe.
 */
public final class Catalog {
  /** Most items of one page. */
  public static final int MAX_PAGE = 200;

  private final EventLog log;
  private final RunStore store;
  private final BlobStore blobs;
  private final BootSnapshots snapshots;
  private final Predicate<RunId> active;

  /**
   * @param active whether a run is being worked at this moment
   */
  public Catalog(
      EventLog log,
      RunStore store,
      BlobStore blobs,
      BootSnapshots snapshots,
      Predicate<RunId> active) {
    this.log = log;
    this.store = store;
    this.blobs = blobs;
    this.snapshots = snapshots;
    this.active = active;
  }

  /** State of one step of a run: pending, running, done, failed, skipped. */
  public enum StepState {
    PENDING,
    RUNNING,
    DONE,
    FAILED,
    SKIPPED
  }

  /**
   * One step of a run.
   *
   * @param output digest of its main output: image, report, decision record, signatures, image
   */
  public record StepView(
      String name,
      StepState state,
      Optional<Instant> startedAt,
      Optional<Instant> finishedAt,
      Optional<Digest> output) {}

  /** A run, its request, steps and events. */
  public record RunDetail(
      RunRow row, RunState state, List<StepView> steps, List<StoredEvent> events) {}

  /** Where a published image stands. */
  public enum ImageState {
    PUBLISHED,
    RELEASED,
    REVOKED
  }

  /**
   * A published image.
   *
   * @param releasedTo roles whose pointer names it, sorted
   */
  public record ImageDetail(
      ImageRow row,
      ImageState state,
      List<String> releasedTo,
      Optional<RevocationRow> revocation) {}

  /** A bundle of an image with its text, JSON. */
  public record SignedItem(SignatureList.Item item, Bytes bundle) {}

  /** Newest first; {@code before} is the id of the last run of the page before. */
  public List<RunRow> runs(Optional<RunId> before, int limit) throws IOException {
    List<RunRow> rows = new ArrayList<>();
    for (RunRow row : store.runs(before, limit)) {
      rows.add(live(row));
    }
    return rows;
  }

  public Optional<RunDetail> run(RunId id) throws IOException {
    List<StoredEvent> events = events(id);
    Optional<RunRow> row = store.run(id);
    if (events.isEmpty() || row.isEmpty()) {
      return Optional.empty();
    }
    RunState state = RunState.fold(events);
    return Optional.of(
        new RunDetail(live(row.get()), state, RunSteps.of(state, events, active.test(id)), events));
  }

  /**
   * Events of one run in order, as far as they are projected: who sees an image published here
   * finds it in {@link #image}.
   */
  public List<StoredEvent> events(RunId id) throws IOException {
    List<StoredEvent> stored = log.read(new StreamId.Run(id));
    long position = store.position();
    return stored.stream().filter(e -> e.number() <= position).toList();
  }

  /** Newest first; {@code before} is the publishing run of the last image of the page before. */
  public List<ImageDetail> images(Optional<RunId> before, int limit) throws IOException {
    List<RevocationRow> revocations = store.revocations();
    List<ImageDetail> list = new ArrayList<>();
    for (ImageRow row : store.images(before, limit)) {
      list.add(detail(row, revocations));
    }
    return list;
  }

  public Optional<ImageDetail> image(Digest digest) throws IOException {
    Optional<ImageRow> row = store.image(digest);
    return row.isPresent() ? Optional.of(detail(row.get(), store.revocations())) : Optional.empty();
  }

  /**
   * The image's manifest, parsed, with the bytes that its digest is of.
   *
   * @throws java.io.FileNotFoundException when the store has no such blob
   */
  public Bytes manifestBytes(Digest image) throws IOException {
    return blobs.readDocument(image);
  }

  public Manifest manifest(Digest image) throws IOException, FormatException {
    return Manifest.parse("image manifest " + image, blobs.readDocument(image));
  }

  /** All bundles of a published image, each read back and checked against its digest. */
  public List<SignedItem> bundles(ImageRow image) throws IOException, FormatException {
    SignatureList list = SignatureList.parse(blobs.readDocument(image.signatures()));
    List<SignedItem> items = new ArrayList<>();
    for (SignatureList.Item item : list.items()) {
      items.add(new SignedItem(item, blobs.readDocument(item.digest())));
    }
    return items;
  }

  /** The audit report of a run, once it was audited. */
  public Optional<AuditReport> report(RunId id) throws IOException, FormatException {
    for (StoredEvent e : log.read(new StreamId.Run(id))) {
      if (e.event() instanceof RunEvent.KernelAudited audited) {
        return Optional.of(
            AuditReport.parse(
                "audit report " + audited.report(), blobs.readDocument(audited.report())));
      }
    }
    return Optional.empty();
  }

  /** In the order they were recorded, those with a number above {@code after}. */
  public List<BootVerdictRow> verdicts(Optional<Digest> image, long after, int limit)
      throws IOException {
    return store.verdicts(image, after, limit);
  }

  /** Newest first; of one image or host where given. */
  public List<BootVerdictRow> latestVerdicts(
      Optional<Digest> image, Optional<String> host, int limit) throws IOException {
    return store.latestVerdicts(image, host, limit);
  }

  /** Releases of one image, in the order they were made. */
  public List<RunStore.ReleaseRow> releases(Digest image) throws IOException {
    return store.releases().stream().filter(r -> r.image().equals(image)).toList();
  }

  /** The newest event that is projected: the head of the hash chain. */
  public Optional<StoredEvent> lastEvent() throws IOException {
    long position = store.position();
    return position == 0 ? Optional.empty() : log.readAfter(position - 1, 1).stream().findFirst();
  }

  /** Any stored document, checked against its digest. */
  public Bytes evidence(Digest digest) throws IOException {
    return blobs.readDocument(digest);
  }

  private RunRow live(RunRow row) {
    if (row.status() != RunStatus.QUEUED || !active.test(row.id())) {
      return row;
    }
    return new RunRow(
        row.id(),
        row.name(),
        RunStatus.BUILDING,
        row.image(),
        row.verdict(),
        row.reason(),
        row.requestedAt(),
        row.changedAt(),
        row.idempotencyKey());
  }

  private ImageDetail detail(ImageRow row, List<RevocationRow> revocations) {
    Optional<RevocationRow> revocation =
        revocations.stream().filter(r -> r.image().equals(row.digest())).findFirst();
    TreeSet<String> roles = new TreeSet<>();
    snapshots
        .current()
        .released()
        .forEach(
            (role, images) -> {
              if (images.containsKey(row.digest())) {
                roles.add(role);
              }
            });
    ImageState state =
        revocation.isPresent()
            ? ImageState.REVOKED
            : roles.isEmpty() ? ImageState.PUBLISHED : ImageState.RELEASED;
    return new ImageDetail(row, state, List.copyOf(roles), revocation);
  }
}
