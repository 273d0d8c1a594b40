package dev.plimsoll.pipeline;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.pipeline.RunEvent.ImagePublished;
import dev.plimsoll.pipeline.RunEvent.ImageReleased;
import dev.plimsoll.pipeline.RunEvent.ImageRevoked;
import dev.plimsoll.pipeline.RunState.Decided;
import dev.plimsoll.pipeline.RunState.Published;
import dev.plimsoll.pipeline.RunState.Rejected;
import dev.plimsoll.pipeline.RunState.Signed;
import dev.plimsoll.pipeline.RunStore.Changes;
import dev.plimsoll.pipeline.RunStore.ImageRow;
import dev.plimsoll.pipeline.RunStore.ReleaseRow;
import dev.plimsoll.pipeline.RunStore.RevocationRow;
import dev.plimsoll.pipeline.RunStore.RunRow;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What an event changes in the {@link RunStore}; no I/O, so every store projects alike. */
final class Projection {
  private Projection() {}

  /**
   * @param stream of a run's event: the whole stream up to and including it
   */
  static Changes of(StoredEvent event, List<StoredEvent> stream) throws CorruptLogException {
    return switch (event.stream()) {
      case StreamId.Run run -> run(run.id(), event, stream);
      case StreamId.Releases r -> release(event);
      case StreamId.BootVerdicts b -> Changes.none();
    };
  }

  private static Changes run(RunId id, StoredEvent event, List<StoredEvent> stream)
      throws CorruptLogException {
    RunState state = RunState.fold(stream);
    RunRow row =
        new RunRow(
            id,
            state.request().name(),
            state.status(),
            image(stream),
            verdict(stream),
            reason(state),
            stream.getFirst().time(),
            event.time(),
            state.request().idempotencyKey());
    if (state instanceof Published p && event.event() instanceof ImagePublished) {
      return new Changes(
          Optional.of(row), Optional.of(imageRow(id, p)), Optional.empty(), Optional.empty());
    }
    return Changes.of(row);
  }

  private static Changes release(StoredEvent event) {
    Changes none = Changes.none();
    return switch (event.event()) {
      case ImageReleased e ->
          new Changes(
              none.run(),
              none.image(),
              Optional.of(
                  new ReleaseRow(
                      event.number(),
                      e.image(),
                      e.role(),
                      e.minVersion(),
                      e.epoch(),
                      e.statement(),
                      event.time())),
              Optional.empty());
      case ImageRevoked e ->
          new Changes(
              none.run(),
              none.image(),
              Optional.empty(),
              Optional.of(new RevocationRow(e.image(), e.reason(), e.epoch(), event.time())));
      default -> none;
    };
  }

  private static ImageRow imageRow(RunId id, Published p) {
    Signed s = p.signed();
    return new ImageRow(
        s.image().image(),
        p.request().name(),
        s.image().rootHash(),
        s.image().hashOffset(),
        s.image().commandLine(),
        s.image().kernelRelease(),
        p.request().role(),
        s.verdict().policy(),
        id,
        s.verdict().record(),
        s.signed().signatures(),
        p.since());
  }

  private static Optional<Digest> image(List<StoredEvent> stream) {
    return stream.stream()
        .map(StoredEvent::event)
        .filter(RunEvent.ImageBuilt.class::isInstance)
        .map(e -> ((RunEvent.ImageBuilt) e).image())
        .findFirst();
  }

  private static Optional<String> verdict(List<StoredEvent> stream) {
    return stream.stream()
        .map(StoredEvent::event)
        .filter(RunEvent.VerdictReached.class::isInstance)
        .map(e -> ((RunEvent.VerdictReached) e).decision().wire())
        .findFirst();
  }

  private static String reason(RunState state) {
    return switch (state) {
      case Rejected r ->
          r.rejected().findings().stream()
              .map(f -> f.ruleId() + ": " + f.message())
              .collect(Collectors.joining("; "));
      case RunState.Failed f -> f.failed().step() + ": " + f.failed().message();
      case RunState.Cancelled c -> c.cancelled().reason();
      case RunState.Queued q -> "";
      case RunState.Built b -> "";
      case RunState.Audited a -> "";
      case Decided d -> "";
      case Signed s -> "";
      case Published p -> "";
    };
  }
}
