package dev.plimsoll.cli.progress;

import dev.plimsoll.image.progress.Progress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Shows a run: its events, and between two of them the step that is under way as a task. Used by
 * one thread.
 */
public final class RunSteps implements AutoCloseable {
  private static final Map<String, String> NEXT =
      Map.of(
          "RunRequested", "build",
          "ImageBuilt", "audit",
          "KernelAudited", "decide",
          "VerdictReached", "sign",
          "LayersSigned", "publish");

  private final LiveProgress progress;
  private Optional<Progress.Task> running = Optional.empty();

  public RunSteps(LiveProgress progress) {
    this.progress = progress;
  }

  /**
   * An event of the run; it ends the step before it.
   *
   * @param name such as {@code ImageBuilt}
   * @param subject a digest, or empty
   * @param since how long the run takes by now
   */
  public void happened(String name, String subject, Duration since) {
    if (!name.equals("RunFailed") && !name.equals("RunCancelled")) {
      running.ifPresent(Progress.Task::done);
    }
    close();
    progress.tell(name, subject, since);
    running =
        Optional.ofNullable(NEXT.get(name))
            .map(step -> progress.begin(Progress.Kind.STEP, step, OptionalLong.empty()));
  }

  @Override
  public void close() {
    running.ifPresent(Progress.Task::close);
    running = Optional.empty();
  }
}
