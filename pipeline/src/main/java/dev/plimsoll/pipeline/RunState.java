package dev.plimsoll.pipeline;

import dev.plimsoll.pipeline.RunEvent.ImageBuilt;
import dev.plimsoll.pipeline.RunEvent.ImagePublished;
import dev.plimsoll.pipeline.RunEvent.KernelAudited;
import dev.plimsoll.pipeline.RunEvent.LayersSigned;
import dev.plimsoll.pipeline.RunEvent.RunCancelled;
import dev.plimsoll.pipeline.RunEvent.RunFailed;
import dev.plimsoll.pipeline.RunEvent.RunRejected;
import dev.plimsoll.pipeline.RunEvent.RunRequested;
import dev.plimsoll.pipeline.RunEvent.VerdictReached;
import dev.plimsoll.policy.Verdict.Decision;
import java.time.Instant;
import java.util.List;

/**
 * Where a run stands: a fold over its events, so a restart knows the next step.
 *
 * <pre>
 *   RunRequested ─► Queued ─ImageBuilt─► Built ─KernelAudited─► Audited ─VerdictReached─┐
 *                                                                                       ▼
 *        Rejected ◄─RunRejected─ Decided(deny) ◄────────────────────────────── Decided(allow)
 *                                                                                       │
 *        Published ◄─ImagePublished─ Signed ◄───────────────────────────LayersSigned────┘
 *
 *   RunFailed:    Queued, Built, Audited, Decided, Signed ─► Failed
 *   RunCancelled: Queued, Built, Audited, Decided ─► Cancelled     (once Signed it is too late)
 * </pre>
 *
 * <p>Every other event in every other state is an error in the log.
 */
public sealed interface RunState {
  RunRequest request();

  /** When the last event happened. */
  Instant since();

  RunStatus status();

  record Queued(RunRequest request, Instant since) implements RunState {
    @Override
    public RunStatus status() {
      return RunStatus.QUEUED;
    }
  }

  record Built(RunRequest request, ImageBuilt image, Instant since) implements RunState {
    @Override
    public RunStatus status() {
      return RunStatus.AUDITING;
    }
  }

  record Audited(RunRequest request, ImageBuilt image, KernelAudited audit, Instant since)
      implements RunState {
    @Override
    public RunStatus status() {
      return RunStatus.DECIDING;
    }
  }

  record Decided(
      RunRequest request,
      ImageBuilt image,
      KernelAudited audit,
      VerdictReached verdict,
      Instant since)
      implements RunState {
    @Override
    public RunStatus status() {
      return verdict.decision() == Decision.ALLOW ? RunStatus.SIGNING : RunStatus.DECIDING;
    }
  }

  record Signed(
      RunRequest request,
      ImageBuilt image,
      KernelAudited audit,
      VerdictReached verdict,
      LayersSigned signed,
      Instant since)
      implements RunState {
    @Override
    public RunStatus status() {
      return RunStatus.PUBLISHING;
    }
  }

  record Published(RunRequest request, Signed signed, ImagePublished published, Instant since)
      implements RunState {
    @Override
    public RunStatus status() {
      return RunStatus.PUBLISHED;
    }
  }

  record Rejected(RunRequest request, Decided decided, RunRejected rejected, Instant since)
      implements RunState {
    @Override
    public RunStatus status() {
      return RunStatus.REJECTED;
    }
  }

  record Failed(RunRequest request, RunFailed failed, Instant since) implements RunState {
    @Override
    public RunStatus status() {
      return RunStatus.FAILED;
    }
  }

  record Cancelled(RunRequest request, RunCancelled cancelled, Instant since) implements RunState {
    @Override
    public RunStatus status() {
      return RunStatus.CANCELLED;
    }
  }

  /**
   * The state after {@code events}.
   *
   * @param events all events of one run, in order; at least {@code RunRequested}
   * @throws CorruptLogException when they do not follow the drawing above
   */
  static RunState fold(List<StoredEvent> events) throws CorruptLogException {
    if (events.isEmpty() || !(events.getFirst().event() instanceof RunRequested first)) {
      throw new CorruptLogException("a run does not start with RunRequested");
    }
    RunState state = new Queued(first.request(), events.getFirst().time());
    for (StoredEvent e : events.subList(1, events.size())) {
      state = state.after(e);
    }
    return state;
  }

  private RunState after(StoredEvent stored) throws CorruptLogException {
    Instant at = stored.time();
    RunEvent event = stored.event();
    if (event instanceof RunFailed e && !status().isFinal()) {
      return new Failed(request(), e, at);
    }
    if (event instanceof RunCancelled e && !status().isFinal() && !(this instanceof Signed)) {
      return new Cancelled(request(), e, at);
    }
    if (this instanceof Queued q && event instanceof ImageBuilt e) {
      return new Built(q.request, e, at);
    }
    if (this instanceof Built b && event instanceof KernelAudited e) {
      return new Audited(b.request, b.image, e, at);
    }
    if (this instanceof Audited a && event instanceof VerdictReached e) {
      return new Decided(a.request, a.image, a.audit, e, at);
    }
    if (this instanceof Decided d) {
      boolean allowed = d.verdict.decision() == Decision.ALLOW;
      if (allowed && event instanceof LayersSigned e) {
        return new Signed(d.request, d.image, d.audit, d.verdict, e, at);
      }
      if (!allowed && event instanceof RunRejected e) {
        return new Rejected(d.request, d, e, at);
      }
    }
    if (this instanceof Signed s && event instanceof ImagePublished e) {
      return new Published(s.request, s, e, at);
    }
    throw new CorruptLogException(
        "event " + stored.number() + " is " + event.type() + ", but its run is " + status().wire());
  }
}
