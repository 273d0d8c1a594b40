package dev.plimsoll.pipeline.testing;

import dev.plimsoll.pipeline.step.TargetPublisher;
import dev.plimsoll.signer.tuf.TufRepository.NewTarget;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Targets in memory; can be made to fail. */
public final class FakePublisher implements TargetPublisher {
  private final Map<String, NewTarget> targets = new TreeMap<>();
  private Faults faults;

  public FakePublisher(Faults faults) {
    this.faults = faults;
  }

  /** From now on. */
  public void faults(Faults newFaults) {
    this.faults = newFaults;
  }

  /** By path. */
  public Map<String, NewTarget> targets() {
    return Map.copyOf(targets);
  }

  /** Must be there. */
  public NewTarget target(String path) {
    return Optional.ofNullable(targets.get(path)).orElseThrow();
  }

  @Override
  public void publish(List<NewTarget> added, Instant now) throws IOException {
    faults.around(
        "publish",
        () -> {
          added.forEach(t -> targets.put(t.path(), t));
          return added.size();
        });
  }
}
