package dev.plimsoll.pipeline;

import dev.plimsoll.formats.Digest;
import dev.plimsoll.pipeline.Catalog.StepState;
import dev.plimsoll.pipeline.Catalog.StepView;
import dev.plimsoll.pipeline.RunEvent.StepMark;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The five steps of a run as its events tell them. */
final class RunSteps {
  private static final List<String> NAMES = List.of("build", "audit", "decide", "sign", "publish");

  private RunSteps() {}

  static List<StepView> of(RunState state, List<StoredEvent> events, boolean active) {
    Map<String, StepView> done = new HashMap<>();
    for (StoredEvent e : events) {
      finished(e).ifPresent(v -> done.put(v.name(), v));
    }
    List<StepView> steps = new ArrayList<>();
    boolean currentSeen = false;
    for (String name : NAMES) {
      StepView view = done.get(name);
      if (view == null) {
        StepState s = currentSeen ? later(state) : current(state, name, active);
        view = new StepView(name, s, Optional.empty(), end(state, s), Optional.empty());
        currentSeen = true;
      }
      steps.add(view);
    }
    return steps;
  }

  private static StepState later(RunState state) {
    return state.status().isFinal() ? StepState.SKIPPED : StepState.PENDING;
  }

  private static StepState current(RunState state, String name, boolean active) {
    if (state instanceof RunState.Failed f && f.failed().step().equals(name)) {
      return StepState.FAILED;
    }
    if (state.status().isFinal()) {
      return StepState.SKIPPED;
    }
    return active ? StepState.RUNNING : StepState.PENDING;
  }

  private static Optional<Instant> end(RunState state, StepState step) {
    return step == StepState.FAILED ? Optional.of(state.since()) : Optional.empty();
  }

  private static Optional<StepView> finished(StoredEvent e) {
    return switch (e.event()) {
      case RunEvent.ImageBuilt b -> view("build", b.step(), e, b.image());
      case RunEvent.KernelAudited a -> view("audit", a.step(), e, a.report());
      case RunEvent.VerdictReached v -> view("decide", v.step(), e, v.record());
      case RunEvent.LayersSigned s -> view("sign", s.step(), e, s.signatures());
      case RunEvent.ImagePublished p -> view("publish", p.step(), e, p.image());
      default -> Optional.empty();
    };
  }

  private static Optional<StepView> view(String name, StepMark mark, StoredEvent e, Digest out) {
    return Optional.of(
        new StepView(
            name,
            StepState.DONE,
            Optional.of(mark.startedAt()),
            Optional.of(e.time()),
            Optional.of(out)));
  }
}
